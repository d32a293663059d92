import type { KeyboardEvent } from 'react';
import { Icon } from '../Icon';
import { useView } from '../session/store';
import { type PanelName, panelNames, panels } from './panels';

/** Chooses a panel; on a narrow screen, also the chat. Arrow keys move between them. */
export function Tabs({ panel, view, onShow }: { panel: PanelName; view: 'chat' | 'panel'; onShow: (panel: PanelName | 'chat') => void }) {
  const isAsked = useView((view) => view.session.agentState === 'awaiting_user_confirmation');
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = panelNames[(panelNames.indexOf(panel) + step + panelNames.length) % panelNames.length]!;
    onShow(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tabs">
      <button type="button" className="tab chat-tab" aria-label={isAsked ? 'Chat: something waits for you' : undefined} aria-pressed={view === 'chat'} onClick={() => onShow('chat')}>
        <span className="tab-icon"><Icon name="chat" />{isAsked && <span className="waits" />}</span><span>Chat</span>
      </button>
      <div role="tablist" aria-label="Panels" onKeyDown={onKeyDown}>
        {panelNames.map((name, index) => (
          <button key={name} type="button" id={`tab-${name}`} role="tab" className="tab" aria-selected={name === panel} aria-controls="panel" tabIndex={name === panel ? 0 : -1}
            title={`${panels[name].title} (Alt ${index + 2})`} onClick={() => onShow(name)}>
            <Icon name={panels[name].icon} /><span>{panels[name].title}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
