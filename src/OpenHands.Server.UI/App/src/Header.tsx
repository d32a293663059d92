import type { DialogName } from './App';
import { Icon } from './Icon';
import { store, useView } from './session/store';
import { stateTone, stateWords } from './words';

/** What the agent is doing, and what can be done about it. */
export function Header({ onDialog }: { onDialog: (dialog: DialogName) => void }) {
  const { session, connection } = useView();
  const { agentState } = session;
  const isOpen = connection === 'open';
  const canStop = ['running', 'paused', 'awaiting_user_input', 'awaiting_user_confirmation'].includes(agentState);
  return (
    <header className="top">
      <h1><img src="./icon.svg" alt="" width="24" height="24" />OpenHands</h1>
      <p className={`state ${stateTone(agentState)}`} role="status" aria-label="State of the agent"><span className="dot" />{stateWords[agentState]}</p>
      <div className="controls">
        {agentState === 'running' && <button type="button" disabled={!isOpen} onClick={() => store.changeState('paused')} title="Pause (Alt P)"><Icon name="pause" /><span>Pause</span></button>}
        {(agentState === 'paused' || agentState === 'stopped') && <button type="button" className="primary" disabled={!isOpen} onClick={() => store.changeState('running')} title="Resume (Alt P)"><Icon name="play" /><span>Resume</span></button>}
        {canStop && <button type="button" disabled={!isOpen} onClick={() => store.changeState('stopped')} title="Stop the agent"><Icon name="stop" /><span>Stop</span></button>}
      </div>
      <nav aria-label="Session">
        <button type="button" className="quiet" aria-label="New session" title="New session" onClick={() => store.open('')}><Icon name="plus" /></button>
        <button type="button" className="quiet" aria-label="Sessions" title="Sessions (Alt S)" onClick={() => onDialog('sessions')}><Icon name="sessions" /></button>
        <button type="button" className="quiet" aria-label="Settings" title="Settings (Alt ,)" onClick={() => onDialog('settings')}><Icon name="settings" /></button>
        <button type="button" className="quiet keys" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (Alt K)" onClick={() => onDialog('shortcuts')}><Icon name="keyboard" /></button>
      </nav>
    </header>
  );
}
