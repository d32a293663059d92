import type { IconName } from '../Icon';

export const panelNames = ['terminal', 'files', 'notebook', 'browser', 'security'] as const;

export type PanelName = (typeof panelNames)[number];

export const panels: Record<PanelName, { title: string; icon: IconName }> = {
  terminal: { title: 'Terminal', icon: 'terminal' },
  files: { title: 'Files', icon: 'files' },
  notebook: { title: 'Notebook', icon: 'notebook' },
  browser: { title: 'Browser', icon: 'browser' },
  security: { title: 'Security', icon: 'security' },
};
