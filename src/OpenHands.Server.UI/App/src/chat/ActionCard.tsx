import { useContext, useState } from 'react';
import { Icon, type IconName } from '../Icon';
import { Shown } from '../Shown';
import type { ActionEntry } from '../state/model';
import { visible } from '../state/visible';
import { store } from '../session/store';
import { duration, outcome, riskWords, verb } from '../words';
import { Detail } from './Detail';
import { OpenCards } from './OpenCards';
import { RichText } from './RichText';

const icons: Record<string, IconName> = { run: 'terminal', input: 'terminal', run_ipython: 'notebook', browse: 'browser', browse_interactive: 'browser', read: 'file', write: 'pen' };
const previewLines = 3;
// More is not seen in one line; what waits for the user can be a million characters long.
const mostOfLine = 2_000;

/** What was done, and what became of it. Closed, it shows the first line and how it went. */
export function ActionCard({ entry }: { entry: ActionEntry }) {
  const openCards = useContext(OpenCards);
  const [isOpen, setOpen] = useState(openCards.has(entry.key));
  const { result } = entry;
  const isAsked = entry.confirmation === 'awaiting';
  const output = result?.text || entry.live;
  const isRunning = !result && !entry.lost && (entry.confirmation === 'none' || entry.confirmation === 'confirmed');
  const bad = entry.action === 'input' ? '' : outcome(result);
  const [line = ''] = entry.subject.split('\n', 1);
  const first = line.slice(0, mostOfLine);
  const turn = () => {
    if (isOpen) openCards.delete(entry.key);
    else openCards.add(entry.key);
    setOpen(!isOpen);
  };
  return (
    <div className="step">
      {entry.thought && <div className="thought"><RichText text={entry.thought} /></div>}
      <section className={`card${isAsked ? ' asks' : ''}${result && !result.ok ? ' bad' : ''}`} aria-label={`${verb(entry)} ${visible(first)}`}>
        <button type="button" className="card-head" aria-expanded={isOpen} onClick={turn}>
          <Icon name={icons[entry.action] ?? 'settings'} size={16} />
          <span className="verb">{entry.who === 'user' ? byUser(entry) : verb(entry)}</span>
          <code className="subject"><Shown text={first} />{entry.subject.length > first.length ? ' …' : ''}</code>
          <span className="facts">
            {entry.risk !== undefined && entry.risk !== 0 && <span className={`badge risk${entry.risk}`}>{riskWords[`${entry.risk}`]}</span>}
            {bad && <span className={`badge ${result?.status === 'running' || result?.status === 'waiting_for_input' ? 'wait' : 'fail'}`}>{bad}</span>}
            {isRunning && <span className="spinner" role="img" aria-label="running" />}
            {entry.id !== undefined && <span className="time">{duration(entry.at, result?.at)}</span>}
          </span>
          <span className={`turn${isOpen ? ' open' : ''}`}><Icon name="chevron" size={14} /></span>
        </button>
        {isOpen ? <Details entry={entry} output={output} /> : !isAsked && !hidesResult(entry) && <Preview output={output} picture={result?.images.at(-1)} />}
        {entry.lost && (
          <p className="lost" role="alert">
            The connection broke before this arrived. {entry.action === 'run' && <button type="button" className="link" onClick={() => store.run(entry.subject)}>Run it again</button>}
          </p>
        )}
      </section>
    </div>
  );
}

function byUser(entry: ActionEntry): string {
  return entry.result ? `You ${verb(entry).toLowerCase()}` : entry.action === 'input' ? 'You answer' : 'You run';
}

function Details({ entry, output }: { entry: ActionEntry; output: string }) {
  return (
    <div className="card-body">
      {entry.detail && <Detail entry={entry} />}
      <pre className="source" tabIndex={0} aria-label="What is run"><Shown text={entry.subject} /></pre>
      {entry.body && <pre className="source" tabIndex={0} aria-label="What is written"><Shown text={entry.body} /></pre>}
      {output && <pre className="output" tabIndex={0} aria-label="Output">{output}</pre>}
      {entry.result?.images.map((image, index) => <img key={index} src={image} alt={`Picture ${index + 1} that the cell drew`} />)}
      {entry.result && !output && entry.result.images.length === 0 && <p className="nothing">No output.</p>}
    </div>
  );
}

// What says nothing that the first line does not.
function hidesResult(entry: ActionEntry): boolean {
  return entry.action === 'input' || (entry.action === 'write' && entry.result?.ok === true);
}

function Preview({ output, picture }: { output: string; picture?: string }) {
  const lines = output.trimEnd().split('\n');
  return (
    <>
      {output.trim() && <Lines lines={lines} />}
      {picture && <img className="preview-picture" src={picture} alt="What the cell drew last" />}
    </>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <pre className="preview">
      {lines.length > previewLines && <span className="more">{`${lines.length - previewLines} more ${lines.length - previewLines === 1 ? 'line' : 'lines'}`}</span>}
      {lines.slice(-previewLines).join('\n')}
    </pre>
  );
}
