import { useState } from 'react';
import { Approval } from './chat/Approval';
import { Composer } from './chat/Composer';
import { Conversation } from './chat/Conversation';
import { Banner } from './Banner';
import { Header } from './Header';
import { Tabs } from './panels/Tabs';
import { type PanelName, panels } from './panels/panels';
import { Panel } from './panels/Panel';
import { SessionsDialog } from './session/SessionsDialog';
import { SettingsDialog } from './session/SettingsDialog';
import { ShortcutsDialog } from './ShortcutsDialog';
import { useShortcuts } from './shortcuts';

export type DialogName = 'settings' | 'sessions' | 'shortcuts';

/** The page: the conversation, and beside it (on a narrow screen, instead of it) one of the panels. */
export function App() {
  const [panel, setPanel] = useState<PanelName>('terminal');
  const [view, setView] = useState<'chat' | 'panel'>('chat');
  const [dialog, setDialog] = useState<DialogName>();
  const show = (name: PanelName | 'chat') => {
    if (name === 'chat') {
      setView('chat');
      requestAnimationFrame(() => document.getElementById('composer')?.focus());
    } else {
      setPanel(name);
      setView('panel');
    }
  };
  useShortcuts(show, setDialog);

  return (
    <div className={`page shows-${view}`}>
      <Header onDialog={setDialog} />
      <Banner />
      <main className="columns">
        <section className="chat" aria-label="Chat">
          <Conversation onSettings={() => setDialog('settings')} />
          <Approval />
          <Composer />
        </section>
        <section className="side" aria-label="Panels">
          <Tabs panel={panel} view={view} onShow={show} />
          <div className="panel" id="panel" role="tabpanel" aria-label={panels[panel].title}>
            <Panel name={panel} onSettings={() => setDialog('settings')} />
          </div>
        </section>
      </main>
      {dialog === 'settings' && <SettingsDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'sessions' && <SessionsDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={() => setDialog(undefined)} />}
    </div>
  );
}
