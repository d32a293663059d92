import { useView } from '../session/store';

/** How far the start of the runtime is, and where it failed. */
export function StartUp() {
  const { session } = useView();
  const isStarting = session.agentState === 'loading';
  if (!isStarting && session.agentState !== 'error') return null;
  if (!isStarting && session.phases.length === 0) return null;
  const phases = session.phases;
  return (
    <section className={`startup${isStarting ? '' : ' bad'}`} aria-label="Start of the runtime">
      <h2>{isStarting ? <><span className="spinner" />Starting the runtime…</> : 'The runtime did not start'}</h2>
      <ol>{phases.map((phase, index) => <li key={index}><span>{phase.message || phase.phase}</span><time>{phase.elapsed.toFixed(1)} s</time></li>)}</ol>
    </section>
  );
}
