import { store, useView } from '../session/store';

/** How far the start of the runtime is, and where it failed. */
export function StartUp() {
  const { session } = useView();
  const isStarting = session.agentState === 'loading';
  if (!isStarting && session.agentState !== 'error') return null;
  // Later than that, saying something to the agent is how it goes on.
  if (!isStarting && session.entries.some((entry) => entry.kind !== 'note')) return null;
  const phases = session.phases;
  return (
    <section className={`startup${isStarting ? '' : ' bad'}`} aria-label="Start of the session">
      <h2>{isStarting ? <><span className="spinner" />Starting the session…</> : 'The session did not start'}</h2>
      <ol>{phases.map((phase, index) => <li key={index}><span>{phase.message || phase.phase}</span><time>{phase.elapsed.toFixed(1)} s</time></li>)}</ol>
      {!isStarting && <button type="button" onClick={store.initialize}>Start it again</button>}
    </section>
  );
}
