import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import { type ReactElement, useMemo } from 'react';
import { Shown } from '../Shown';
import { visible } from '../state/visible';
import { isCostly } from './costly';

const languages = { bash, cpp, csharp, css, diff, go, java, javascript, json, python, rust, sql, typescript, xml, yaml };
const remark = [remarkGfm];
const rehype: [[typeof rehypeHighlight, object]] = [[rehypeHighlight, { languages, detect: false }]];

const components: Components = {
  a: ({ href, children }) => <Outside address={href ?? ''}>{children}</Outside>,
  // A picture from elsewhere would tell its owner that it was looked at, so it is only named.
  img: ({ src, alt }) =>
    typeof src === 'string' && src.startsWith('data:image/')
      ? <img src={src} alt={alt || 'Picture in the message'} />
      : <Outside address={typeof src === 'string' ? src : ''}>Picture{alt ? <> “<Shown text={alt} />”</> : ''} from {hostOf(typeof src === 'string' ? src : '')}</Outside>,
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  table: ({ children }) => <div className="table-frame" tabIndex={0}><table>{children}</table></div>,
};

// What was read once is not read again when it is scrolled back to.
const read = new Map<string, ReactElement>();
const mostRead = 300;
const longestRead = 8_000;

/** Markdown from strangers: HTML in it is shown as text, links lead out only on a click, pictures are shown only when they are in the text itself. */
export default function Markdown({ text }: { text: string }) {
  return <div className="markdown">{useMemo(() => elementOf(text), [text])}</div>;
}

function elementOf(text: string): ReactElement {
  const element = read.get(text) ?? (isCostly(text) ? <div className="plain">{text}</div> : ReactMarkdown({ remarkPlugins: remark, rehypePlugins: rehype, components, urlTransform: transform, children: text }));
  // The one that was used longest ago is the first.
  read.delete(text);
  if (text.length <= longestRead) read.set(text, element);
  if (read.size > mostRead) read.delete(read.keys().next().value!);
  return element;
}

function transform(address: string, key: string): string {
  if (key === 'src' && /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(address)) return address;
  const harmless = defaultUrlTransform(address);
  // Addresses without a host would lead into this server.
  return /^(https?:\/\/|mailto:)/i.test(harmless) ? harmless : '';
}

function Outside({ address, children }: { address: string; children: React.ReactNode }) {
  return address ? <a href={address} target="_blank" rel="noopener noreferrer nofollow" title={visible(address)}>{children}</a> : <span className="dead-link">{children}</span>;
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return 'elsewhere';
  }
}
