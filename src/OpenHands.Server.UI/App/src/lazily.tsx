import { type ComponentType, lazy, Suspense } from 'react';
import { Boundary } from './Boundary';
import { Failed } from './Failed';

/** A part of the page that is fetched when it is first shown. When it cannot be had, that is said in its place; it is asked for again the next time. */
export function lazily<Props extends object>(what: string, load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  const begin = () => lazy(() => load().catch((error: unknown) => {
    Part = begin();
    throw error;
  }));
  let Part = begin();
  return function Lazily(props: Props) {
    return <Boundary instead={<Failed what={what} />}><Suspense fallback={<p className="empty">{what} is being loaded…</p>}><Part {...props} /></Suspense></Boundary>;
  };
}
