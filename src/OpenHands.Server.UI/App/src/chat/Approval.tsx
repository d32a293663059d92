import { useEffect, useRef } from 'react';
import type { ActionEntry } from '../state/model';
import { store, useView } from '../session/store';
import { riskWords, verb } from '../words';

/** Asks whether the agent may do what it wants to, and shows all of it. */
export function Approval() {
  const isAsked = useView((view) => view.session.agentState === 'awaiting_user_confirmation');
  const isOpen = useView((view) => view.connection === 'open');
  const asked = useView((view) => (isAsked ? view.session.entries.findLast((entry): entry is ActionEntry => entry.kind === 'action' && entry.confirmation === 'awaiting') : undefined));
  const reject = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The safe one, so that an Enter that was meant for the message approves nothing.
    if (isAsked) reject.current?.focus();
  }, [isAsked]);
  if (!isAsked) return null;
  return (
    <section className="approval" aria-label="Approval" role="group">
      <p>
        <strong>{asked ? `The agent ${verb(asked).replace(/^W/, 'w')}` : 'May the agent go on?'}</strong>
        {asked?.risk !== undefined && <span className={`badge risk${asked.risk}`}>{riskWords[`${asked.risk}`]}</span>}
      </p>
      {asked && <pre tabIndex={0} aria-label="What it wants to do">{asked.subject}</pre>}
      {asked?.body && <pre tabIndex={0} aria-label="What it wants to write">{asked.body}</pre>}
      <div className="buttons">
        <button ref={reject} type="button" disabled={!isOpen} onClick={() => store.changeState('user_rejected')}>Reject <kbd>Alt N</kbd></button>
        <button type="button" className="primary" disabled={!isOpen} onClick={() => store.changeState('user_confirmed')}>Approve <kbd>Alt Y</kbd></button>
      </div>
    </section>
  );
}
