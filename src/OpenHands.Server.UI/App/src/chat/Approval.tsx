import { useEffect, useRef } from 'react';
import type { ActionEntry } from '../state/model';
import { store, useView } from '../session/store';
import { riskWords } from '../words';

/** Asks whether the agent may do what it wants to. */
export function Approval() {
  const { session, connection } = useView();
  const isAsked = session.agentState === 'awaiting_user_confirmation';
  const reject = useRef<HTMLButtonElement>(null);
  const asked = isAsked ? session.entries.findLast((entry): entry is ActionEntry => entry.kind === 'action' && entry.confirmation === 'awaiting') : undefined;
  useEffect(() => {
    // The safe one, so that an Enter that was meant for the message approves nothing.
    if (isAsked) reject.current?.focus();
  }, [isAsked]);
  if (!isAsked) return null;
  return (
    <section className="approval" aria-label="Approval" role="group">
      <p>
        <strong>May the agent do this?</strong>
        {asked?.risk !== undefined && <span className={`badge risk${asked.risk}`}>{riskWords[`${asked.risk}`]}</span>}
      </p>
      {asked && <pre tabIndex={0}>{asked.subject}</pre>}
      <div className="buttons">
        <button ref={reject} type="button" disabled={connection !== 'open'} onClick={() => store.changeState('user_rejected')}>Reject <kbd>Alt N</kbd></button>
        <button type="button" className="primary" disabled={connection !== 'open'} onClick={() => store.changeState('user_confirmed')}>Approve <kbd>Alt Y</kbd></button>
      </div>
    </section>
  );
}
