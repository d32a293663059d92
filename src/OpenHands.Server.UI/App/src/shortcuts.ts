import { useEffect } from 'react';
import type { DialogName } from './App';
import { pressApproval } from './chat/Approval';
import { altKeyOf, isMac, isWriting } from './keys';
import { type PanelName, panelNames } from './panels/panels';
import { store } from './session/store';

export const shortcuts: readonly [keys: string, what: string][] = [
  ['Enter', 'Send the message'],
  ['Shift Enter', 'Begin a new line'],
  ['Alt 1', 'Chat: write a message'],
  ['Alt 2 … 6', 'Terminal, files, notebook, browser, security'],
  ['Alt P', 'Pause or resume the agent'],
  ['Alt I', 'Interrupt the running command'],
  ['Alt Y', 'Approve what the agent wants to do'],
  ['Alt N', 'Reject it'],
  ['Ctrl S', 'Save the open file'],
  ['Alt ,', 'Settings'],
  ['Alt S', 'Sessions'],
  ['Alt T', 'New session'],
  ['?', 'This list'],
];

/** Keys that work wherever the focus is, but under a dialog. */
export function useShortcuts(show: (part: PanelName | 'chat' | 'approval') => void, open: (dialog: DialogName) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // What is done by a key should be seen: not what lies under a dialog.
      if (document.querySelector('dialog[open]')) return;
      const act = actOf(event, show, open);
      if (!act) return;
      event.preventDefault();
      // A key that is held is one wish.
      if (!event.repeat) act();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

function actOf(event: KeyboardEvent, show: (part: PanelName | 'chat' | 'approval') => void, open: (dialog: DialogName) => void): (() => void) | undefined {
  if (event.key === '?' && !event.altKey && !event.ctrlKey && !event.metaKey && !isWriting(event.target)) return () => open('shortcuts');
  const key = altKeyOf(event, isWriting(event.target), isMac());
  const { agentState } = store.snapshot().session;
  const isAsked = agentState === 'awaiting_user_confirmation';
  switch (key) {
    case undefined: return undefined;
    case '1': return () => show('chat');
    case ',': return () => open('settings');
    case 's': return () => open('sessions');
    case 't': return () => store.open('');
    case 'k': return () => open('shortcuts');
    case 'i': return () => void store.interrupt();
    case 'p': return agentState === 'running' ? () => void store.changeState('paused') : agentState === 'paused' || agentState === 'stopped' ? () => void store.changeState('running') : undefined;
    // Nobody decides on what is not seen: it is shown first.
    case 'y': return isAsked ? () => { if (!pressApproval('approve')) show('approval'); } : undefined;
    case 'n': return isAsked ? () => { if (!pressApproval('reject')) show('approval'); } : undefined;
  }
  const panel = /^\d$/.test(key) ? panelNames[Number(key) - 2] : undefined;
  return panel && (() => show(panel));
}
