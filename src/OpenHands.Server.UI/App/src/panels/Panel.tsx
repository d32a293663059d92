import { Activity, lazy, Suspense, useState } from 'react';
import { BrowserPanel } from './BrowserPanel';
import { FilesPanel } from './FilesPanel';
import { NotebookPanel } from './NotebookPanel';
import { type PanelName, panelNames } from './panels';
import { SecurityPanel } from './SecurityPanel';

const TerminalPanel = lazy(() => import('./TerminalPanel'));

/** One panel, and out of sight those that were looked at before: what was opened and typed in them stays, and nothing that happens draws them. */
export function Panel({ name, onSettings }: { name: PanelName; onSettings: () => void }) {
  const [visited, setVisited] = useState<readonly PanelName[]>([name]);
  if (!visited.includes(name)) setVisited([...visited, name]);
  return panelNames.filter((other) => visited.includes(other)).map((other) => (
    <Activity key={other} mode={other === name ? 'visible' : 'hidden'}><OnePanel name={other} onSettings={onSettings} /></Activity>
  ));
}

function OnePanel({ name, onSettings }: { name: PanelName; onSettings: () => void }) {
  switch (name) {
    case 'terminal': return <Suspense fallback={<p className="empty">The terminal is being loaded…</p>}><TerminalPanel /></Suspense>;
    case 'files': return <FilesPanel />;
    case 'notebook': return <NotebookPanel />;
    case 'browser': return <BrowserPanel />;
    case 'security': return <SecurityPanel onSettings={onSettings} />;
  }
}
