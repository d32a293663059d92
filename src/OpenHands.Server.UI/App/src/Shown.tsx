import { Fragment } from 'react';
import { isPlainToSee, partsOf } from './state/visible';

/** A stranger's text where it matters that what is read is what is there. */
export function Shown({ text }: { text: string }) {
  if (isPlainToSee(text)) return text;
  return partsOf(text).map((part, index) => {
    switch (part.kind) {
      case 'hidden': return <mark key={index} className="hidden-character" title="A character that cannot be seen">{part.text}</mark>;
      // Alone, so that it does not change the order of what stands around it.
      case 'leftward': return <bdi key={index}>{part.text}</bdi>;
      default: return <Fragment key={index}>{part.text}</Fragment>;
    }
  });
}
