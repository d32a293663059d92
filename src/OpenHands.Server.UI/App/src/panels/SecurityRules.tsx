import { useState } from 'react';
import { Icon } from '../Icon';
import { drafts } from '../session/drafts';
import { store, useView } from '../session/store';
import { saveAs } from './saveAs';
import type { Analyzer } from './useAnalyzer';

const thresholds: [value: number, words: string][] = [[0, 'every action'], [1, 'medium and high risk'], [2, 'high risk'], [3, 'what could not be judged']];

/** What the analyzer lets through, and its policy: both can be changed while the session goes on. */
export function SecurityRules({ session, analyzer: { severity, policy }, onChange, onSettings }: { session: string; analyzer: Analyzer; onChange: (part: Partial<Analyzer>) => void; onSettings: () => void }) {
  const asks = useView((view) => view.settings.confirmation);
  const [draft, setDraft] = useState(() => drafts.of(session).rules ?? policy);
  // What is not written in follows the server, which may have got another analyzer.
  const [known, setKnown] = useState(policy);
  const [message, setMessage] = useState<{ text: string; isBad: boolean }>();
  const write = (text: string) => {
    setDraft(text);
    drafts.of(session).rules = text === policy ? undefined : text;
  };
  if (known !== policy) {
    setKnown(policy);
    if (draft === known) setDraft(policy);
  }

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
    onChange({ severity: value });
  }, 'Saved.');
  const save = () => attempt(async () => {
    await store.api.savePolicy(draft);
    onChange({ policy: draft });
    // Unless more was written meanwhile.
    if (drafts.of(session).rules === draft) drafts.of(session).rules = undefined;
  }, 'The new rules hold from the next action on.');
  return (
    <>
      <div className="toolbar" role="toolbar" aria-label="Security">
        {asks === false && <span className="hint">Nothing waits for you: <button type="button" className="link" onClick={onSettings}>change that</button></span>}
        {asks !== false && (
          <label>{asks ? 'Ask before' : 'If the server asks: before'}{' '}
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
      {(policy !== '' || draft !== '') && (
        <details>
          <summary>Rules of the analyzer{draft !== policy && <span className="dirty" title="Not saved"> ●</span>}</summary>
          <textarea value={draft} onChange={(event) => write(event.target.value)} aria-label="Rules of the analyzer" spellCheck={false} rows={16} />
          <div className="buttons">
            <button type="button" disabled={draft === policy} onClick={() => write(policy)}>Undo</button>
            <button type="button" className="primary" disabled={draft === policy} onClick={() => void save()}>Save the rules</button>
          </div>
        </details>
      )}
    </>
  );
}
