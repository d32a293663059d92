import { lazy, Suspense } from 'react';

const Markdown = lazy(() => import('./Markdown'));

/** Text with Markdown; until that is loaded, the text as it is, in the same place. */
export function RichText({ text }: { text: string }) {
  return <Suspense fallback={<div className="markdown plain">{text}</div>}><Markdown text={text} /></Suspense>;
}
