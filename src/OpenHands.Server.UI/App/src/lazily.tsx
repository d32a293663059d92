import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { Boundary } from './Boundary';
import { Failed } from './Failed';

/** A part of the page that is fetched when it is first shown. When it cannot be had, that is said in its place; it is asked for again the next time. */
export function lazily<Props extends object>(what: string, load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  const begin = () => lazy(() => load().catch((error: unknown) => {
    Latest = begin();
    throw error;
  }));
  let Latest = begin();
  return function Lazily(props: Props) {
    const [Part, setPart] = useState(() => Latest);
    // Also when it was out of sight and is seen again.
    useEffect(() => setPart(() => Latest), []);
    return <Boundary instead={<Failed what={what} />} of={Part}><Suspense fallback={<p className="empty">{what} is being loaded…</p>}><Part {...props} /></Suspense></Boundary>;
  };
}
