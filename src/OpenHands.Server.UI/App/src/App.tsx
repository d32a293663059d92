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
import { useNarrow } from './useNarrow';

export type DialogName = 'settings' | 'sessions' | 'shortcuts';

/** The page: the conversation, and beside it (on a narrow screen, instead of it) one of the panels. */
export function App() {
  const [panel, setPanel] = useState<PanelName>('terminal');
  const [view, setView] = useState<'chat' | 'panel'>('chat');
  const [dialog, setDialog] = useState<DialogName>();
  const isNarrow = useNarrow();
  const show = (part: PanelName | 'chat') => {
    if (part === 'chat') {
      setView('chat');
    } else {
      setPanel(part);
      setView('panel');
    }
  };
  const goTo = (part: PanelName | 'chat' | 'approval') => {
    show(part === 'approval' ? 'chat' : part);
    // When it is drawn.
    requestAnimationFrame(() => focusOn(part));
  };
  useShortcuts(goTo, setDialog);

  return (
    <div className={`page shows-${view}`}>
      <Header onDialog={setDialog} onApproval={() => goTo('approval')} />
      {isNarrow && <Banner />}
      <main className="columns">
        <section className="chat" aria-label="Chat">
          <Conversation onSettings={() => setDialog('settings')} />
          {!isNarrow && <Banner />}
          <Approval />
          <Composer />
        </section>
        <section className="side" aria-label="Panels">
          <Tabs panel={panel} view={view} onShow={(part) => (part === 'chat' ? goTo(part) : show(part))} />
          <div className="panel" id="panel" tabIndex={-1} role="tabpanel" aria-label={panels[panel].title}>
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

// Where one goes on with the keyboard.
function focusOn(part: PanelName | 'chat' | 'approval'): void {
  const place = { chat: 'composer', approval: 'reject', terminal: 'command' }[part as string];
  ((place && document.getElementById(place)) || document.getElementById('panel'))?.focus();
}
