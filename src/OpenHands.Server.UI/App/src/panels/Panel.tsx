import { Activity, useState } from 'react';
import { Boundary } from '../Boundary';
import { Failed } from '../Failed';
import { lazily } from '../lazily';
import { BrowserPanel } from './BrowserPanel';
import { FilesPanel } from './FilesPanel';
import { NotebookPanel } from './NotebookPanel';
import { type PanelName, panelNames, panels } from './panels';
import { SecurityPanel } from './SecurityPanel';

const TerminalPanel = lazily('The terminal', () => import('./TerminalPanel'));

/** One panel, and out of sight those that were looked at before: what was opened and typed in them stays, and nothing that happens draws them. */
export function Panel({ name, onSettings }: { name: PanelName; onSettings: () => void }) {
  const [visited, setVisited] = useState<readonly PanelName[]>([name]);
  if (!visited.includes(name)) setVisited([...visited, name]);
  return panelNames.filter((other) => visited.includes(other)).map((other) => (
    <Activity key={other} mode={other === name ? 'visible' : 'hidden'}>
      <Boundary instead={<Failed what={`The part “${panels[other].title}”`} />} of={name}><OnePanel name={other} onSettings={onSettings} /></Boundary>
    </Activity>
  ));
}

function OnePanel({ name, onSettings }: { name: PanelName; onSettings: () => void }) {
  switch (name) {
    case 'terminal': return <TerminalPanel />;
    case 'files': return <FilesPanel />;
    case 'notebook': return <NotebookPanel />;
    case 'browser': return <BrowserPanel />;
    case 'security': return <SecurityPanel onSettings={onSettings} />;
  }
}
