import { lazy, Suspense } from 'react';

const load = () => import('./Markdown');
const Markdown = lazy(load);

// Before the first text comes, so that it changes nothing when it does. Without it the text is shown as it is.
addEventListener('load', () => void load().catch(() => undefined), { once: true });

// One line without anything that could be Markdown is what most messages are.
const ordinary = /^(?![\s+=-]|\d+[.)])[^\n`*_[\]#~|<>&\\@]*$/;
const address = /:\/\/|www\./i;

/** Text with Markdown; until that is loaded, the text as it is, in the same place. */
export function RichText({ text }: { text: string }) {
  if (ordinary.test(text) && !address.test(text)) return <div className="markdown"><p>{text.trim()}</p></div>;
  return <Suspense fallback={<div className="markdown plain">{text}</div>}><Markdown text={text} /></Suspense>;
}
