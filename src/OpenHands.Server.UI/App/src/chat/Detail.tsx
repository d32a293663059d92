import { Shown } from '../Shown';
import type { ActionEntry } from '../state/model';

/** What an action does that neither its subject nor its text says. */
export function Detail({ entry }: { entry: ActionEntry }) {
  if (entry.action !== 'run_ipython') return <p className="hint">{entry.detail}</p>;
  return (
    <>
      <p className="hint">A fresh kernel runs this first:</p>
      <pre className="source" tabIndex={0} aria-label="What a fresh kernel runs first"><Shown text={entry.detail} /></pre>
    </>
  );
}
