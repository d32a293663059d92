import { type KeyboardEvent, type SyntheticEvent, useReducer, useRef, useState } from 'react';
import { Icon } from '../Icon';
import { runningCommand } from '../state/model';
import { drafts } from '../session/drafts';
import { sessionKeyOf } from '../session/known';
import { store, useView } from '../session/store';

const history: string[] = [];

/** The user's own commands, half-typed ones by their session; while one runs, its input. Up and Down go through what was entered before. */
export function CommandLine() {
  const running = useView((view) => runningCommand(view.session.entries) !== undefined);
  const prompt = useView((view) => view.session.prompt);
  const isReady = useView((view) => view.connection === 'open' && !view.session.replaying && view.session.agentState !== 'loading');
  const session = useView((view) => sessionKeyOf(view.session.token));
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const line = drafts.of(session).command ?? '';
  const setLine = (text: string) => {
    drafts.of(session).command = text || undefined;
    draw();
  };
  // In which session a command could not be sent.
  const [unsent, setUnsent] = useState<string>();
  const at = useRef(history.length);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!isReady || (!running && !line.trim())) return;
    if (!(running ? store.answer(line) : store.run(line))) {
      setUnsent(session);
      return;
    }
    if (!running && line !== history.at(-1)) history.push(line);
    history.splice(0, history.length - 200);
    at.current = history.length;
    setLine('');
    setUnsent(undefined);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const input = event.currentTarget;
    const isOnly = !line.includes('\n');
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      submit(event);
    } else if (event.key === 'c' && event.ctrlKey && input.selectionStart === input.selectionEnd) {
      event.preventDefault();
      if (running) store.interrupt();
      setLine('');
    } else if ((event.key === 'ArrowUp' && (isOnly || isWithinFirst(input))) || (event.key === 'ArrowDown' && (isOnly || isWithinLast(input)))) {
      event.preventDefault();
      at.current = Math.max(0, Math.min(history.length, at.current + (event.key === 'ArrowUp' ? -1 : 1)));
      setLine(history[at.current] ?? '');
    }
  };
  return (
    <form className="command-line" onSubmit={submit}>
      <label htmlFor="command" title={running ? 'Goes to the running command' : prompt}>{running ? '>' : '$'}</label>
      <textarea id="command" rows={1} value={line} onChange={(event) => setLine(event.target.value)} onKeyDown={onKeyDown} spellCheck={false} autoCapitalize="off" autoComplete="off" maxLength={100_000}
        placeholder={!isReady ? 'Not ready yet' : running ? 'Answer the running command' : 'Run a command yourself'} aria-label={running ? 'Input for the running command' : 'Command'} />
      {running && <button type="button" className="danger" disabled={!isReady} onClick={() => store.interrupt()} title="Interrupt (Ctrl C, Alt I)"><Icon name="stop" size={14} />Interrupt</button>}
      {unsent === session && <p className="lost" role="alert">Not sent: the connection is gone.</p>}
    </form>
  );
}

// Between lines, the arrows move the cursor.
function isWithinFirst({ value, selectionStart }: HTMLTextAreaElement): boolean {
  return !value.slice(0, selectionStart).includes('\n');
}

function isWithinLast({ value, selectionEnd }: HTMLTextAreaElement): boolean {
  return !value.slice(selectionEnd).includes('\n');
}
