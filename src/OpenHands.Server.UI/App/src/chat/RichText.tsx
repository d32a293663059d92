import { lazy, Suspense } from 'react';

const load = () => import('./Markdown');
const Markdown = lazy(load);

// Before the first text comes, so that it changes nothing when it does. Without it the text is shown as it is.
addEventListener('load', () => void load().catch(() => undefined), { once: true });

/** Text with Markdown; until that is loaded, the text as it is, in the same place. */
export function RichText({ text }: { text: string }) {
  return <Suspense fallback={<div className="markdown plain">{text}</div>}><Markdown text={text} /></Suspense>;
}
