import { useMemo } from 'react';
import type { ActionEntry } from '../state/model';
import { useView } from '../session/store';
import { Shown } from '../Shown';
import { duration, outcome } from '../words';
import { Empty } from './Empty';

const most = 200;

/** The cells that ran, with what they printed and drew. */
export function NotebookPanel() {
  const entries = useView((view) => view.session.entries);
  const cells = useMemo(() => entries.filter((entry): entry is ActionEntry => entry.kind === 'action' && entry.action === 'run_ipython' && entry.confirmation !== 'awaiting' && entry.confirmation !== 'dropped'), [entries]);
  if (cells.length === 0) return <Empty icon="notebook" title="No Python has run yet">Cells appear here, with what they print and draw.</Empty>;
  return (
    <ol className="notebook" tabIndex={0} aria-label="Cells">
      {cells.slice(-most).map((cell, index) => (
        <li key={cell.key} className={cell.result && !cell.result.ok ? 'bad' : ''}>
          <div className="gutter">[{Math.max(0, cells.length - most) + index + 1}]</div>
          <div className="cell">
            <pre className="source" tabIndex={0} aria-label="Code"><Shown text={cell.subject} /></pre>
            {cell.result ? cell.result.text && <pre className="output" tabIndex={0} aria-label="Output">{cell.result.text}</pre> : <pre className="output">{cell.live}<span className="spinner" role="img" aria-label="running" /></pre>}
            {cell.result?.images.map((image, picture) => <img key={picture} src={image} alt={`Picture ${picture + 1} that the cell drew`} />)}
            {cell.result && <p className="facts">{[outcome(cell.result), duration(cell.at, cell.result.at)].filter(Boolean).join(' · ')}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
