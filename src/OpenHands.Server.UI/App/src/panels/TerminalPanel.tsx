import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import { useView } from '../session/store';
import { CommandLine } from './CommandLine';
import { Empty } from './Empty';
import { TerminalFeed } from './terminalFeed';
import { onThemeChange, terminalTheme } from './terminalTheme';

/** Shows the shell. Nothing is typed into it: what a program prints can therefore never become input. */
export default function TerminalPanel() {
  const pieces = useView((view) => view.session.terminal);
  const place = useRef<HTMLDivElement>(null);
  const feed = useRef<TerminalFeed>(undefined);

  useEffect(() => {
    const terminal = new Terminal({
      disableStdin: true, convertEol: true, scrollback: 10_000, fontSize: 13, lineHeight: 1.25, cursorStyle: 'bar', cursorInactiveStyle: 'none', screenReaderMode: true,
      fontFamily: 'ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace', theme: terminalTheme(), linkHandler: null,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    const resized = new ResizeObserver(([entry]) => {
      // On a narrow screen it may be hidden, where it can measure neither itself nor its scroll bar.
      if (!entry?.contentRect.width) return;
      if (!terminal.element) open(terminal, place.current!);
      fit.fit();
    });
    resized.observe(place.current!);
    const endTheme = onThemeChange(() => { terminal.options.theme = terminalTheme(); });
    feed.current = new TerminalFeed(terminal);
    return () => {
      resized.disconnect();
      endTheme();
      feed.current?.end();
      terminal.dispose();
    };
  }, []);

  useEffect(() => {
    feed.current?.show(pieces);
  }, [pieces]);

  return (
    <div className="terminal-panel">
      <div className="screen" ref={place} role="region" aria-label="Terminal output" />
      {pieces.length === 0 && <div className="over"><Empty icon="terminal" title="Nothing has run yet">What the agent runs appears here. The line below runs commands of your own.</Empty></div>}
      <CommandLine />
    </div>
  );
}

function open(terminal: Terminal, place: HTMLElement): void {
  terminal.open(place);
  // It is there to be read; the line below it takes what is typed.
  terminal.textarea?.setAttribute('tabindex', '-1');
  terminal.textarea?.setAttribute('aria-hidden', 'true');
}
