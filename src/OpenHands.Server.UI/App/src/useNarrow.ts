import { useSyncExternalStore } from 'react';

// As in layout.css.
const query = matchMedia('(max-width: 860px)');

/** Whether there is room for one part of the page at a time only. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}

function subscribe(changed: () => void): () => void {
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
