import { useView } from '../session/store';
import { suggest } from './suggestion';

const examples = ['Explain what is in this workspace', 'Write a small web page and serve it', 'Run the tests and mend what fails'];

/** What a new session begins with. */
export function Welcome() {
  const isShown = useView((view) => view.connection === 'open' && view.session.agentState !== 'loading' && view.session.agentState !== 'error');
  if (!isShown) return null;
  return (
    <div className="welcome">
      <h2>What should be done?</h2>
      <p>Describe a task, or use the terminal and the files yourself. You can watch every step, pause, and say no.</p>
      <ul aria-label="Examples">{examples.map((example) => <li key={example}><button type="button" onClick={() => suggest(example)}>{example}</button></li>)}</ul>
    </div>
  );
}
