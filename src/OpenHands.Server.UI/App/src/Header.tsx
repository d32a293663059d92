import { useEffect } from 'react';
import type { DialogName } from './App';
import { Icon } from './Icon';
import { store, useView } from './session/store';
import { stateTone, stateWords } from './words';

/** What the agent is doing, and what can be done about it. */
export function Header({ onDialog, onApproval }: { onDialog: (dialog: DialogName) => void; onApproval: () => void }) {
  const agentState = useView((view) => view.session.agentState);
  const isOpen = useView((view) => view.connection === 'open');
  const isGone = useView((view) => view.connection === 'waiting' || view.connection === 'refused');
  const title = useView((view) => view.title);
  useEffect(() => {
    document.title = [agentState === 'awaiting_user_confirmation' ? 'Approve?' : '', title, 'OpenHands'].filter(Boolean).join(' · ');
  }, [agentState, title]);
  const isAsked = agentState === 'awaiting_user_confirmation' && !isGone;
  const state = <><span className="dot" />{isGone ? 'Offline' : stateWords[agentState]}</>;
  const canStop = ['running', 'paused', 'awaiting_user_input', 'awaiting_user_confirmation'].includes(agentState);
  return (
    <header className="top">
      <h1><img src="./icon.svg" alt="" width="24" height="24" />OpenHands</h1>
      <p className={`state ${isGone ? 'calm' : stateTone(agentState)}`} role="status" aria-label="State of the agent">
        {isAsked ? <button type="button" className="link" title="Show what waits for your approval" onClick={onApproval}>{state}</button> : state}
      </p>
      <div className="controls">
        {agentState === 'running' && <button type="button" disabled={!isOpen} onClick={() => store.changeState('paused')} title="Pause (Alt P)"><Icon name="pause" /><span>Pause</span></button>}
        {(agentState === 'paused' || agentState === 'stopped') && <button type="button" className="primary" disabled={!isOpen} onClick={() => store.changeState('running')} title="Resume (Alt P)"><Icon name="play" /><span>Resume</span></button>}
        {canStop && <button type="button" disabled={!isOpen} onClick={() => store.changeState('stopped')} title="Stop the agent"><Icon name="stop" /><span>Stop</span></button>}
      </div>
      <p className="title" title={title}>{title}</p>
      <nav aria-label="Session">
        <button type="button" className="quiet" aria-label="New session" title="New session (Alt T)" onClick={() => store.open('')}><Icon name="plus" /><span>New</span></button>
        <button type="button" className="quiet" aria-label="Sessions" title="Sessions (Alt S)" onClick={() => onDialog('sessions')}><Icon name="sessions" /><span>Sessions</span></button>
        <button type="button" className="quiet" aria-label="Settings" title="Settings (Alt ,)" onClick={() => onDialog('settings')}><Icon name="settings" /><span>Settings</span></button>
        <button type="button" className="quiet keys" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={() => onDialog('shortcuts')}><Icon name="keyboard" /></button>
      </nav>
    </header>
  );
}
