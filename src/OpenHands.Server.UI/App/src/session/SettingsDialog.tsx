import { type FormEvent, useEffect, useState } from 'react';
import { Dialog } from '../Dialog';
import type { Settings } from './settings';
import { store, useView } from './store';

type Choices = Record<'models' | 'agents' | 'security-analyzers', string[]>;

/** Model, key, agent and what needs approval. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const settings = useView((view) => view.settings);
  const [draft, setDraft] = useState<Settings>(settings);
  const [choices, setChoices] = useState<Choices>({ models: [], agents: [], 'security-analyzers': [] });
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isHere = true;
    Promise.all([store.api.options('models'), store.api.options('agents'), store.api.options('security-analyzers')])
      .then(([models, agents, analyzers]) => isHere && setChoices({ models, agents, 'security-analyzers': analyzers }))
      .catch((error: Error) => isHere && setProblem(error.message));
    return () => { isHere = false; };
  }, []);
  const change = (part: Partial<Settings>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    store.applySettings({ ...draft, chosen: true });
    onClose();
  };
  return (
    <Dialog title="Settings" onClose={onClose}>
      <form className="fields" onSubmit={submit}>
        {problem && <p className="lost" role="alert">{problem}</p>}
        <label>Model
          <input list="models" value={draft.model} placeholder="The server's own" spellCheck={false} onChange={(event) => change({ model: event.target.value })} />
          <datalist id="models">{choices.models.map((name) => <option key={name} value={name} />)}</datalist>
        </label>
        <label>API key
          <input type="password" autoComplete="off" value={draft.apiKey} placeholder="The server's own" onChange={(event) => change({ apiKey: event.target.value })} />
        </label>
        <label className="check"><input type="checkbox" checked={draft.keepKey} onChange={(event) => change({ keepKey: event.target.checked })} />
          <span>Keep the key in this browser<small>Otherwise it is forgotten when the page is closed. Anybody who uses this browser could read it.</small></span>
        </label>
        <label>Address of the model's API
          <input type="url" value={draft.baseUrl} placeholder="The provider's own" onChange={(event) => change({ baseUrl: event.target.value })} />
        </label>
        <label>Agent
          <select value={draft.agent} onChange={(event) => change({ agent: event.target.value })}>
            <option value="">The server's own</option>
            {withOwn(choices.agents, draft.agent).map((name) => <option key={name}>{name}</option>)}
          </select>
        </label>
        <label>Security analyzer
          <select value={JSON.stringify(draft.analyzer)} onChange={(event) => change({ analyzer: JSON.parse(event.target.value) as Settings['analyzer'] })}>
            <option value="null">The server's own, if it has one</option>
            <option value={'""'}>None</option>
            {withOwn(choices['security-analyzers'], draft.analyzer).map((name) => <option key={name} value={JSON.stringify(name)}>{name}</option>)}
          </select>
        </label>
        <label>Ask me before the agent acts
          <select value={String(draft.confirmation)} aria-describedby="asks" onChange={(event) => change({ confirmation: JSON.parse(event.target.value) as Settings['confirmation'] })}>
            <option value="null">As the server is set up</option>
            <option value="true">Yes</option>
            <option value="false">No</option>
          </select>
        </label>
        <p className="hint" id="asks">With an analyzer, only for actions of medium, high or unknown risk.</p>
        <div className="buttons"><button type="button" onClick={onClose}>Cancel</button><button type="submit" className="primary">Save</button></div>
        <p className="hint">Changes count as soon as the agent rests.</p>
      </form>
    </Dialog>
  );
}

function withOwn(names: string[], own: string | null): string[] {
  return own && !names.includes(own) ? [...names, own] : names;
}
