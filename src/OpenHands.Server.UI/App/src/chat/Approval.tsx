import { type MouseEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { isWriting } from '../keys';
import type { ActionEntry } from '../state/model';
import { store, useView } from '../session/store';
import { Shown } from '../Shown';
import { riskWords, verb } from '../words';
import { Detail } from './Detail';

/** Asks whether the agent may do what it wants to, and shows all of it. */
export function Approval() {
  const isAsked = useView((view) => view.session.agentState === 'awaiting_user_confirmation');
  const asked = useView((view) => (isAsked ? view.session.entries.findLast((entry): entry is ActionEntry => entry.kind === 'action' && entry.confirmation === 'awaiting') : undefined));
  // What is asked next is another question, also when it is asked at once.
  return isAsked ? <Question key={asked?.key} asked={asked} /> : null;
}

/** Presses one of its buttons; false when it is not seen. */
export function pressApproval(button: 'approve' | 'reject'): boolean {
  const element = document.getElementById(button);
  if (!element || element.getClientRects().length === 0) return false;
  element.click();
  return true;
}

// On a touch screen, to be where one writes is to have the keyboard come up.
function nextPlace(): HTMLElement | null {
  return matchMedia('(pointer: coarse)').matches ? document.querySelector('[role="log"]') : document.getElementById('composer');
}

function Question({ asked }: { asked?: ActionEntry }) {
  const isOpen = useView((view) => view.connection === 'open');
  const [isDecided, setDecided] = useState(false);
  const element = useRef<HTMLElement>(null);
  const before = useRef<Element>(null);

  const giveBack = useCallback(() => {
    if (!element.current?.contains(document.activeElement)) return;
    const other = before.current;
    (other instanceof HTMLElement && other !== document.body && other.isConnected ? other : nextPlace())?.focus();
  }, []);
  useLayoutEffect(() => {
    before.current = document.activeElement;
    // The safe one, so that an Enter approves nothing; and only if nobody else would get what is typed now.
    if (!isWriting(before.current) && !document.querySelector('dialog[open]')) document.getElementById('reject')?.focus();
    return giveBack;
  }, [giveBack]);
  // Whether a decision arrived before the connection broke is told by the state that the next one brings.
  useEffect(() => { if (!isOpen) setDecided(false); }, [isOpen]);

  const decide = (event: MouseEvent, state: 'user_confirmed' | 'user_rejected') => {
    // The second click of two was not meant for a question that came between them.
    if (event.detail > 1 || !store.changeState(state)) return;
    setDecided(true);
    giveBack();
  };
  return (
    <section ref={element} className="approval" aria-label="Approval" role="group">
      <p>
        <strong>{asked ? `The agent ${verb(asked).replace(/^W/, 'w')}` : 'May the agent go on?'}</strong>
        {asked?.risk !== undefined && <span className={`badge risk${asked.risk}`}>{riskWords[`${asked.risk}`]}</span>}
      </p>
      {asked?.isCut && <p id="too-long" className="lost" role="alert">It is too long to be shown whole; reject it.</p>}
      {asked?.detail && <Detail entry={asked} />}
      {asked && <pre tabIndex={0} aria-label="What it wants to do"><Shown text={asked.subject} /></pre>}
      {asked?.body && <pre tabIndex={0} aria-label="What it wants to write"><Shown text={asked.body} /></pre>}
      <div className="buttons">
        <button id="reject" type="button" disabled={!isOpen || isDecided} onClick={(event) => decide(event, 'user_rejected')}>Reject <kbd>Alt N</kbd></button>
        <button id="approve" type="button" className="primary" disabled={!isOpen || isDecided || !asked || asked.isCut} aria-describedby={asked?.isCut ? 'too-long' : undefined} onClick={(event) => decide(event, 'user_confirmed')}>Approve <kbd>Alt Y</kbd></button>
      </div>
    </section>
  );
}
