import { lazy, Suspense } from 'react';
import { BrowserPanel } from './BrowserPanel';
import { FilesPanel } from './FilesPanel';
import { NotebookPanel } from './NotebookPanel';
import type { PanelName } from './panels';
import { SecurityPanel } from './SecurityPanel';

const TerminalPanel = lazy(() => import('./TerminalPanel'));

export function Panel({ name, onSettings }: { name: PanelName; onSettings: () => void }) {
  switch (name) {
    case 'terminal': return <Suspense fallback={<p className="empty">The terminal is being loaded…</p>}><TerminalPanel /></Suspense>;
    case 'files': return <FilesPanel />;
    case 'notebook': return <NotebookPanel />;
    case 'browser': return <BrowserPanel />;
    case 'security': return <SecurityPanel onSettings={onSettings} />;
  }
}
