import { useEffect } from 'react';
import type { DialogName } from './App';
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

/** Keys that work wherever the focus is. By their place on the keyboard, since Alt changes letters on some. */
export function useShortcuts(show: (panel: PanelName | 'chat') => void, open: (dialog: DialogName) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey) return;
      const act = event.altKey ? actionOf(event.code, show, open) : event.key === '?' && !isWriting(event.target) ? () => open('shortcuts') : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}

function actionOf(code: string, show: (panel: PanelName | 'chat') => void, open: (dialog: DialogName) => void): (() => void) | undefined {
  const { agentState } = store.snapshot().session;
  const isAsked = agentState === 'awaiting_user_confirmation';
  switch (code) {
    case 'Digit1': return () => show('chat');
    case 'Comma': return () => open('settings');
    case 'KeyS': return () => open('sessions');
    case 'KeyT': return () => store.open('');
    case 'KeyK': return () => open('shortcuts');
    case 'KeyI': return () => void store.interrupt();
    case 'KeyP': return agentState === 'running' ? () => void store.changeState('paused') : agentState === 'paused' || agentState === 'stopped' ? () => void store.changeState('running') : undefined;
    case 'KeyY': return isAsked ? () => void store.changeState('user_confirmed') : undefined;
    case 'KeyN': return isAsked ? () => void store.changeState('user_rejected') : undefined;
  }
  const panel = code.startsWith('Digit') ? panelNames[Number(code.slice(5)) - 2] : undefined;
  return panel && (() => show(panel));
}
