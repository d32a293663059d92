import { lazily } from '../lazily';
import { BrowserPanel } from './BrowserPanel';
import { FilesPanel } from './FilesPanel';
import { NotebookPanel } from './NotebookPanel';
import type { PanelName } from './panels';
import { SecurityPanel } from './SecurityPanel';

const TerminalPanel = lazily('The terminal', () => import('./TerminalPanel'));

export function Panel({ name, onSettings }: { name: PanelName; onSettings: () => void }) {
  switch (name) {
    case 'terminal': return <TerminalPanel />;
    case 'files': return <FilesPanel />;
    case 'notebook': return <NotebookPanel />;
    case 'browser': return <BrowserPanel />;
    case 'security': return <SecurityPanel onSettings={onSettings} />;
  }
}
