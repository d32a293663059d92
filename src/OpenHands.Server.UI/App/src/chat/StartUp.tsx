import { Icon } from '../Icon';
import { store, useView } from '../session/store';
import type { Entry } from '../state/model';

/** Whether nothing has happened in a session but that it could not be started. */
export function isFailedStart(state: string, entries: readonly Entry[]): boolean {
  return state === 'error' && !entries.some((entry) => entry.kind !== 'note');
}

/** How far the start of the runtime is, and where and why it failed. */
export function StartUp({ onSettings }: { onSettings: () => void }) {
  const state = useView((view) => view.session.agentState);
  const phases = useView((view) => view.session.phases);
  const entries = useView((view) => view.session.entries);
  const isConnected = useView((view) => view.connection === 'open');
  const isStarting = state === 'loading';
  const isFailed = isFailedStart(state, entries);
  // Later than that, saying something to the agent is how it goes on.
  if (!isFailed && (!isStarting || !isConnected)) return null;
  const reason = isFailed ? entries.findLast((entry) => entry.kind === 'note' && entry.tone === 'error') : undefined;
  return (
    <section className={`startup${isStarting ? '' : ' bad'}`} aria-label="Start of the session">
      <h2>{isStarting ? <><span className="spinner" />Starting the session…</> : <><Icon name="warning" />The session did not start</>}</h2>
      {reason?.kind === 'note' && <p className="reason" role="alert">{reason.text}</p>}
      <ol>{phases.map((phase, index) => <li key={index} className={index < phases.length - 1 ? 'past' : isStarting ? 'now' : 'end'}><span>{phase.message || phase.phase}</span><time>{phase.elapsed.toFixed(1)} s</time></li>)}</ol>
      {isFailed && (
        <div className="buttons">
          <button type="button" onClick={onSettings}>Settings</button>
          <button type="button" className="primary" onClick={store.initialize}>Start it again</button>
        </div>
      )}
    </section>
  );
}
