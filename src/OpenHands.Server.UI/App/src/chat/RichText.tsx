import { type ComponentType, lazy, Suspense } from 'react';
import { Boundary } from '../Boundary';

let Loaded: ComponentType<{ text: string }> | undefined;
const load = async () => {
  const module = await import('./Markdown');
  Loaded = module.default;
  return module;
};
// What cannot be had is done without.
const Markdown = lazy(() => load().catch(() => ({ default: Plain })));

// Before the first text comes, so that it changes nothing when it does. Without it the text is shown as it is.
addEventListener('load', () => void load().catch(() => undefined), { once: true });

// One line without anything that could be Markdown is what most messages are.
const ordinary = /^(?![\s+=-]|\d+[.)])[^\n`*_[\]#~|<>&\\@]*$/;
const address = /:\/\/|www\./i;

/** Text with Markdown; until that is loaded, the text as it is, in the same place. */
export function RichText({ text }: { text: string }) {
  if (ordinary.test(text) && !address.test(text)) return <div className="markdown"><p>{text.trim()}</p></div>;
  const plain = <Plain text={text} />;
  // What is loaded is drawn at once, not after a moment of the text as it is.
  return <Boundary instead={plain} of={text}>{Loaded ? <Loaded text={text} /> : <Suspense fallback={plain}><Markdown text={text} /></Suspense>}</Boundary>;
}

function Plain({ text }: { text: string }) {
  return <div className="markdown plain">{text}</div>;
}
