import { RichText } from './RichText';

/** What the agent says while it says it. Of a long text only the last paragraph is read again with each word. */
export function Streaming({ text }: { text: string }) {
  const end = endOfParagraphs(text);
  return (
    <article className="message agent" aria-label="Agent">
      <header>Agent</header>
      {end > 0 && <RichText text={text.slice(0, end)} />}
      {end < text.length && <RichText text={text.slice(end)} />}
    </article>
  );
}

// An empty line within a block of code ends nothing.
function endOfParagraphs(text: string): number {
  let end = 0;
  let isCode = false;
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    const line = text.slice(at, next);
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    if (!isCode && line.trim() === '') end = next + 1;
    at = next + 1;
  }
  return end;
}
