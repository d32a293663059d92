import type { ITheme } from '@xterm/xterm';

const dark: ITheme = {
  background: '#14161c', foreground: '#d9dce5', cursor: '#14161c', selectionBackground: '#3d4666', black: '#3a3f4d', red: '#ff7b7b', green: '#7ad48f', yellow: '#e6c06a', blue: '#82aaff',
  magenta: '#c99bf2', cyan: '#6cd0d8', white: '#d9dce5', brightBlack: '#8b92a6', brightRed: '#ff9d9d', brightGreen: '#a1e6b1', brightYellow: '#f3d792', brightBlue: '#a9c4ff', brightMagenta: '#dcbcf8',
  brightCyan: '#9be3e8', brightWhite: '#ffffff',
};

const light: ITheme = {
  background: '#fbfbfd', foreground: '#23262f', cursor: '#fbfbfd', selectionBackground: '#c9d6ff', black: '#23262f', red: '#b3261e', green: '#1b6e35', yellow: '#7d5700', blue: '#2549b8',
  magenta: '#7a3aa8', cyan: '#0b6b75', white: '#6a7082', brightBlack: '#626879', brightRed: '#c4362d', brightGreen: '#237a3e', brightYellow: '#8a6100', brightBlue: '#3b5bdb', brightMagenta: '#8d4abd',
  brightCyan: '#12757f', brightWhite: '#3d4250',
};

const query = matchMedia('(prefers-color-scheme: dark)');

export function terminalTheme(): ITheme {
  return query.matches ? dark : light;
}

/** Tells when the system's preference changes; returns what ends that. */
export function onThemeChange(changed: () => void): () => void {
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
