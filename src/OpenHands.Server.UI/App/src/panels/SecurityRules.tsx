import { useEffect, useState } from 'react';
import { Icon } from '../Icon';
import { store, useView } from '../session/store';
import { saveAs } from './saveAs';

const thresholds: [value: number, words: string][] = [[0, 'every action'], [1, 'medium and high risk'], [2, 'high risk'], [3, 'what could not be judged']];

/** What the analyzer lets through, and its policy: both can be changed while the session goes on. */
export function SecurityRules({ onSettings }: { onSettings: () => void }) {
  const asks = useView((view) => view.settings.confirmation);
  const isStarted = useView((view) => view.session.agentState !== 'loading' && !view.applying);
  const [severity, setSeverity] = useState<number>();
  const [policy, setPolicy] = useState<string>();
  const [draft, setDraft] = useState('');
  const [message, setMessage] = useState<{ text: string; isBad: boolean }>();
  useEffect(() => {
    if (!isStarted) return;
    let isHere = true;
    Promise.all([store.api.severity(), store.api.policy()]).then(
      ([number, text]) => {
        if (!isHere) return;
        setSeverity(Math.max(0, number));
        setPolicy(text);
        setDraft(text);
        setMessage(undefined);
      },
      (error: Error) => { if (isHere) setMessage({ text: error.message, isBad: true }); },
    );
    return () => { isHere = false; };
  }, [isStarted]);

  const attempt = async (work: () => Promise<void>, done: string) => {
    try {
      await work();
      setMessage({ text: done, isBad: false });
    } catch (error) {
      setMessage({ text: (error as Error).message, isBad: true });
    }
  };
  const choose = (value: number) => attempt(async () => {
    await store.api.saveSeverity(value);
    setSeverity(value);
  }, 'Saved.');
  const save = () => attempt(async () => {
    await store.api.savePolicy(draft);
    setPolicy(draft);
  }, 'The new rules hold from the next action on.');
  return (
    <>
      <div className="toolbar" role="toolbar" aria-label="Security">
        {!asks && <span className="hint">Nothing waits for you: <button type="button" className="link" onClick={onSettings}>change that</button></span>}
        {asks && severity !== undefined && (
          <label>Ask before{' '}
            <select value={severity} onChange={(event) => void choose(Number(event.target.value))}>
              {thresholds.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
            </select>
          </label>
        )}
        <button type="button" className="quiet" title="What happened, as the analyzer sees it" onClick={() => void attempt(async () => saveAs('trace.json', await store.api.trace()), 'Exported.')}>
          <Icon name="download" size={16} />Export trace
        </button>
      </div>
      {message && <p className={`security-message ${message.isBad ? 'lost' : 'hint'}`} role={message.isBad ? 'alert' : 'status'}>{message.text}</p>}
      {policy !== undefined && (
        <details>
          <summary>Rules of the analyzer{draft !== policy && <span className="dirty" title="Not saved"> ●</span>}</summary>
          <textarea value={draft} onChange={(event) => setDraft(event.target.value)} aria-label="Rules of the analyzer" spellCheck={false} rows={16} />
          <div className="buttons">
            <button type="button" disabled={draft === policy} onClick={() => setDraft(policy)}>Undo</button>
            <button type="button" className="primary" disabled={draft === policy} onClick={() => void save()}>Save the rules</button>
          </div>
        </details>
      )}
    </>
  );
}
