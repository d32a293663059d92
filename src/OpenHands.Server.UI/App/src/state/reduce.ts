import { entryOf, kept } from './actions';
import { decidedBy, droppedLast, mayRun, waiting } from './decisions';
import { EscapeFilter, plain } from './escapes';
import { type Frame, number, object, stateOf, text, timeOf } from './frames';
import { type ActionEntry, clip, type Confirmation, type Entry, limits, runningCommand, type SessionState, sizeOf } from './model';
import { browserViewOf, resultOf, screenOf } from './observations';
import { TerminalText } from './terminal';

/** Puts frames into the state. Pure: many frames cost one copy, so a thousand a second are shown without effort. */
export function receive(state: SessionState, frames: readonly Frame[], now = Date.now()): SessionState {
  const draft = new Draft(state, now);
  for (const frame of frames) draft.take(frame);
  return draft.finish();
}

/** Shows what this page sends, which the server does not send back to it. */
export function send(state: SessionState, frame: Frame, now: number): SessionState {
  const draft = new Draft(state, now);
  draft.sent({ ...frame, source: 'user' });
  return draft.finish();
}

/** A connection is there: whatever comes next is a replay, up to the first state. */
export function connected(state: SessionState): SessionState {
  return { ...state, asksNext: false, replaying: true, connectedAt: state.nextKey, fatal: undefined, phases: [], streaming: '', delay: '', screen: undefined };
}

/** From which event on to ask for a replay: what this page sent and has no id yet may be in it. */
export function replayFrom(state: SessionState): number {
  let from = state.latestId;
  for (const entry of state.entries) {
    if (entry.id === undefined && entry.after !== undefined && !entry.lost) from = Math.min(from, entry.after);
  }
  return from;
}

const interrupt = 'ctrl+c';
// What programs look for in the message about a start that failed; people want the reason, which follows.
const startFailure = /^Error creating controller\. */;
// What this page would like of every server and some do not have: it shows the last screenshot then.
const refusedWish = /^The (feature 'screen'|action 'watch') /;

class Draft {
  private readonly next: { -readonly [K in keyof SessionState]: SessionState[K] };
  private readonly entries: Entry[];
  private readonly terminal: TerminalText;
  private readonly filter: EscapeFilter;
  private isChanged = false;

  constructor(private readonly state: SessionState, private readonly now: number) {
    this.next = { ...state };
    this.entries = [...state.entries];
    this.filter = new EscapeFilter(state.pendingEscape);
    this.terminal = new TerminalText(state.terminal, state.nextSeq, state.prompt);
  }

  finish(): SessionState {
    let surplus = Math.max(0, this.entries.length - limits.entries);
    for (let index = 0; index < surplus; index++) this.next.size -= sizeOf(this.entries[index]!);
    while (this.next.size > limits.size && surplus < this.entries.length - 1) this.next.size -= sizeOf(this.entries[surplus++]!);
    this.entries.splice(0, surplus);
    this.next.dropped += surplus;
    // What has not changed stays the same object, and is not drawn anew.
    return {
      ...this.next, pendingEscape: this.filter.pending, entries: this.isChanged ? this.entries : this.state.entries,
      terminal: this.terminal.nextSeq === this.state.nextSeq ? this.state.terminal : this.terminal.pieces, nextSeq: this.terminal.nextSeq, prompt: this.terminal.prompt,
    };
  }

  sent(frame: Frame): void {
    const entry = entryOf(frame, this.next.nextKey);
    if (!entry || isInterrupt(entry)) return;
    this.next.nextKey++;
    this.push({ ...kept(entry), id: undefined, at: this.now, isOwnClock: true, after: this.next.latestId });
  }

  take(frame: Frame): void {
    if ('extension' in frame) return this.takeExtension(frame);
    if (typeof frame.token === 'string') {
      this.next.token = frame.token;
    } else if (typeof frame.error === 'string' && typeof frame.error_code === 'number') {
      this.next.fatal = { message: frame.error, code: frame.error_code };
    } else if (stateOf(frame)) {
      this.takeState(frame);
    } else if (typeof frame.action === 'string') {
      this.takeAction(frame);
    } else if (typeof frame.observation === 'string') {
      this.takeObservation(frame);
    } else if (text(frame, 'message')) {
      this.note(frame.error ? 'error' : 'info', text(frame, 'message'), frame);
    }
  }

  private takeState(frame: Frame): void {
    const id = number(frame, 'id');
    if (id !== undefined && !this.isNew(id)) {
      // States are not replayed, so this one is new, and its number says that the server has begun anew.
      if (!this.next.replaying) return;
      this.next.latestId = id;
      this.note('info', 'The server does not know any more what was above. It begins anew.', {});
    }
    const told = stateOf(frame)!;
    const isNewStart = ['loading', 'init'].includes(this.next.agentState);
    // Started again, the server goes on asking what it asked.
    if (told === 'awaiting_user_confirmation' && isNewStart) this.change(droppedLast(this.entries), 'awaiting');
    // Nobody can decide before it is seen on what.
    this.next.asksNext = told === 'awaiting_user_confirmation' && !isNewStart && !this.next.replaying && waiting(this.entries) < 0;
    if (!this.next.asksNext) this.next.agentState = told;
    if (!mayRun.includes(this.next.agentState)) this.change(waiting(this.entries), 'dropped');
    this.next.streaming = this.next.delay = '';
    if (!this.next.replaying) return;
    this.next.replaying = false;
    this.entries.forEach((entry, index) => {
      if (entry.id === undefined && entry.after !== undefined && entry.key < this.next.connectedAt && !this.isAnswered(entry)) this.replace(index, { ...entry, lost: true });
    });
  }

  private takeAction(frame: Frame): void {
    const id = number(frame, 'id');
    const whole = entryOf(frame, this.next.nextKey);
    const entry = whole && kept(whole);
    if (entry && frame.source === 'user' && id !== undefined && !isInterrupt(entry) && this.recognise(entry, id)) return;
    if (id !== undefined && !this.isNew(id)) return;
    if (!entry) return;
    if (frame.source !== 'user') this.next.streaming = this.next.delay = '';
    if (isInterrupt(entry)) return this.note('info', 'Interrupted by the user.', frame);
    if (whole?.kind === 'action' && this.decide(whole)) return;
    // An agent that does something else waits no more for what it asked.
    if (frame.source !== 'user') this.change(waiting(this.entries), 'dropped');
    this.next.nextKey++;
    this.push(entry);
    if (!this.next.asksNext || waiting(this.entries) < 0) return;
    this.next.asksNext = false;
    this.next.agentState = 'awaiting_user_confirmation';
  }

  private takeObservation(frame: Frame): void {
    const id = number(frame, 'id');
    if (id !== undefined && !this.isNew(id)) return;
    const word = text(frame, 'observation');
    if (word === 'null' || word === 'agent_state_changed') return;
    // The answer to an interrupt; what was interrupted has one of its own.
    if (word === 'run' && text(object(frame, 'extras'), 'command') === interrupt) return this.takeInterrupt(frame);
    if (word === 'browse') this.next.browser = browserViewOf(frame);
    const index = this.answered(frame);
    const entry = this.entries[index];
    if (entry?.kind !== 'action') {
      if (word === 'error' && id === undefined && refusedWish.test(text(frame, 'content'))) return;
      if (word === 'error') this.note('error', text(frame, 'content') || text(frame, 'message'), frame);
      else if (word === 'delegate' || id === undefined) this.note('info', text(frame, 'content') || text(frame, 'message'), frame);
      return;
    }

    this.filter.pending = '';
    // How long it took is told by one clock.
    const result = entry.isOwnClock ? { ...resultOf(frame), at: this.now } : resultOf(frame);
    // Of input, only if nobody else gets what the command prints from now on.
    if (word === 'run' && (entry.action === 'run' || this.runs?.result)) this.terminal.answer(text(frame, 'content'), entry.streamed);
    // Of a command that nobody knows the end of, the line that it was at ends.
    if (word === 'error' && entry.action === 'run' && entry.streamed > 0) this.terminal.answer('', entry.streamed);
    if (['run', 'run_ipython', 'write'].includes(word)) this.next.fileChanges++;
    this.replace(index, {
      ...entry, id: entry.id ?? number(frame, 'cause'), result, live: '', streamed: 0,
      confirmation: word === 'user_rejected' ? 'rejected' : entry.confirmation,
    });
  }

  private takeInterrupt(frame: Frame): void {
    const command = this.runs;
    if (!command?.result) return;
    this.terminal.answer(text(frame, 'content'), 0);
    this.replace(this.entries.indexOf(command), { ...command, result: { ...command.result, ok: false, status: 'interrupted' } });
  }

  private takeExtension(frame: Frame): void {
    switch (frame.extension) {
      case 'output': {
        const index = this.answered(frame);
        const entry = this.entries[index];
        if (index < 0 && this.next.early.length < limits.early) this.next.early = [...this.next.early, frame];
        if (entry?.kind !== 'action' || entry.result) return;
        const piece = this.filter.next(text(frame, 'text'));
        // What cells print is not the shell's. What was typed into a command may be answered with the output from then on.
        if (entry.action !== 'run_ipython') {
          if ((number(frame, 'offset') ?? 0) > entry.streamed) this.terminal.output('\x1b[2m… earlier output is not shown …\x1b[0m\n');
          this.terminal.output(piece);
        }
        this.replace(index, {
          ...entry, id: entry.id ?? number(frame, 'cause'), live: (entry.live + plain(piece)).slice(-limits.live),
          streamed: (number(frame, 'offset') ?? entry.streamed) + text(frame, 'text').length,
        });
        return;
      }
      case 'tokens':
        this.next.streaming = (this.next.streaming + text(frame, 'text')).slice(-limits.streaming);
        this.next.delay = '';
        return;
      case 'screen':
        this.next.screen = text(frame, 'image') === '' ? undefined : screenOf(frame) ?? this.next.screen;
        return;
      case 'status': {
        if (text(frame, 'phase') === 'waiting') {
          this.next.delay = clip(text(frame, 'message'), 500);
          return;
        }
        const phase = { phase: text(frame, 'phase'), message: clip(text(frame, 'message'), 500), elapsed: number(frame, 'elapsed') ?? 0 };
        // Its clock begins anew with each start.
        const isNewStart = phase.elapsed < (this.next.phases.at(-1)?.elapsed ?? 0);
        this.next.phases = isNewStart ? [phase] : [...this.next.phases, phase].slice(-limits.phases);
      }
    }
  }

  private get runs(): ActionEntry | undefined {
    return runningCommand(this.entries);
  }

  private isNew(id: number): boolean {
    if (id <= this.next.latestId) return false;
    this.next.latestId = id;
    return true;
  }

  private replace(index: number, entry: Entry): void {
    this.next.size += sizeOf(entry) - sizeOf(this.entries[index]!);
    this.entries[index] = entry;
    this.isChanged = true;
  }

  private push(entry: Entry): void {
    this.entries.push(entry);
    this.next.size += sizeOf(entry);
    this.isChanged = true;
    if (entry.kind !== 'action') return;
    if (entry.action === 'run' && entry.confirmation === 'none') this.terminal.command(entry);
    if (entry.action === 'input') this.terminal.input(entry);
    if (this.next.early.length === 0) return;
    const early = this.next.early;
    this.next.early = early.filter((frame) => number(frame, 'cause')! > (entry.id ?? Infinity));
    early.filter((frame) => number(frame, 'cause') === entry.id).forEach((frame) => this.take(frame));
  }

  private note(tone: 'info' | 'error', content: string, frame: Frame): void {
    if (!content) return;
    this.push({ kind: 'note', tone, text: clip(plain(content).replace(startFailure, '')), key: this.next.nextKey++, id: number(frame, 'id'), at: timeOf(frame) });
  }

  /** A user's action that comes with a replay: this page may have sent it, or seen it. */
  private recognise(entry: Entry, id: number): boolean {
    // Its output may have told its id before the action itself was seen.
    if (this.isShown(id)) return this.isNew(id) || true;
    if (id > this.next.latestId && !this.next.replaying) return false;
    const mine = (other: Entry) => other.id === undefined && other.after !== undefined && other.after < id && other.kind === entry.kind;
    let index = this.entries.findIndex((other) => mine(other) && contentOf(other) === contentOf(entry));
    // An event that has passed while this page was connected and was not shown to it is its own, even if the server masked a secret in it.
    if (index < 0 && id <= this.next.latestId) index = this.entries.findIndex(mine);
    if (index < 0) return false;
    this.replace(index, { ...this.entries[index]!, id, at: entry.at, isOwnClock: false, lost: false });
    this.next.latestId = Math.max(this.next.latestId, id);
    return true;
  }

  private isShown(id: number): boolean {
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const other = this.entries[index]!.id;
      if (other === id) return true;
      // What has not passed yet can only be near the end.
      if (other !== undefined && other < id && id > this.next.latestId) return false;
    }
    return false;
  }

  private decide(action: ActionEntry): boolean {
    const index = decidedBy(this.entries, action);
    if (index < 0) return false;
    // What is decided on is kept as everything else is.
    const { id, subject, body, detail } = kept(action) as ActionEntry;
    const decided: ActionEntry = {
      ...(this.entries[index] as ActionEntry), id, subject, body, detail, isCut: false, confirmation: action.confirmation === 'rejected' ? 'rejected' : 'confirmed',
    };
    this.replace(index, decided);
    if (decided.action === 'run' && decided.confirmation === 'confirmed') this.terminal.command(decided);
    return true;
  }

  private change(index: number, confirmation: Confirmation): void {
    const entry = this.entries[index];
    if (entry?.kind === 'action') this.replace(index, { ...entry, confirmation });
  }

  /** Where the action is that a frame answers; -1 when it is not known. */
  private answered(frame: Frame): number {
    const cause = number(frame, 'cause');
    if (cause === undefined) return -1;
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const id = this.entries[index]!.id;
      if (id === cause) return index;
      if (id !== undefined && id < cause && this.entries[index]!.kind === 'action') break;
    }
    // The server does not tell this page the ids of what it sent; what is answered first was sent first.
    return frame.source === 'agent' && !('extension' in frame) ? -1
      : this.entries.findIndex((entry) => entry.kind === 'action' && entry.who === 'user' && entry.id === undefined && !entry.result && !entry.lost && entry.after! < cause);
  }

  private isAnswered(entry: Entry): boolean {
    return entry.kind === 'action' && entry.result !== undefined;
  }
}

function isInterrupt(entry: Entry): boolean {
  return entry.kind === 'action' && entry.action === 'run' && entry.subject === interrupt;
}

function contentOf(entry: Entry): string {
  return entry.kind === 'action' ? `${entry.action}\n${entry.subject}` : entry.text;
}
