import type { AgentState, Frame } from './frames';

export type Risk = -1 | 0 | 1 | 2;
/** Dropped is what waited for the user when the agent was stopped. */
export type Confirmation = 'none' | 'awaiting' | 'confirmed' | 'rejected' | 'dropped';

/** What became of an action. */
export interface Result {
  ok: boolean;
  text: string;
  exitCode?: number;
  /** What a command or cell did other than complete: running, waiting_for_input, timed_out… */
  status?: string;
  images: string[];
  at?: number;
}

interface EntryBase {
  /** Stays the same as long as the entry is there. */
  key: number;
  /** The event's id; undefined for what this page sent and has not seen come back. */
  id?: number;
  at?: number;
  /** Whether that time is of this computer's clock, not of the server's. */
  isOwnClock?: boolean;
  /** Of what this page sent: the latest event there was then. */
  after?: number;
  /** Sent, but the connection broke and it did not come back with the replay. */
  lost?: boolean;
}

export interface MessageEntry extends EntryBase {
  kind: 'message';
  who: 'user' | 'agent';
  text: string;
  images: string[];
}

export interface ActionEntry extends EntryBase {
  kind: 'action';
  who: 'user' | 'agent';
  /** run, run_ipython, browse, read…; input for what is typed into a running command. */
  action: string;
  /** The command, the code, the address, the path. */
  subject: string;
  thought: string;
  /** Content of a write. */
  body: string;
  /** What else it does: the code that a cell's kernel runs first, or which lines a write replaces; empty for nothing. */
  detail: string;
  /** Of what waits for the user: whether it is too long to be there whole. */
  isCut?: boolean;
  risk?: Risk;
  confirmation: Confirmation;
  result?: Result;
  /** The last lines of output while it runs. */
  live: string;
  /** How much output has been streamed to the terminal. */
  streamed: number;
}

export interface NoteEntry extends EntryBase {
  kind: 'note';
  tone: 'info' | 'error';
  text: string;
}

export type Entry = MessageEntry | ActionEntry | NoteEntry;

/** A piece of the terminal's text. */
export interface TerminalPiece {
  seq: number;
  text: string;
}

export interface Phase {
  phase: string;
  message: string;
  elapsed: number;
}

export interface BrowserView {
  url: string;
  screenshot: string;
  error: string;
  tabs: string[];
  activeTab: number;
}

/** What the browser shows now, while somebody watches. */
export interface Screen {
  url: string;
  picture: string;
}

/** Everything that the page knows of a session. Only the reducer makes one. */
export interface SessionState {
  token: string;
  agentState: AgentState;
  /** Whether it waits for the user as soon as it is known for what: servers tell the state first. */
  asksNext: boolean;
  /** The last event that was received. */
  latestId: number;
  nextKey: number;
  entries: readonly Entry[];
  /** How many of the oldest entries were let go. */
  dropped: number;
  /** How many characters the entries have together. */
  size: number;
  terminal: readonly TerminalPiece[];
  nextSeq: number;
  prompt: string;
  browser?: BrowserView;
  screen?: Screen;
  /** The beginning of an escape sequence whose end has yet to come. */
  pendingEscape: string;
  /** Output that came before the action that it belongs to. */
  early: readonly Frame[];
  /** What the agent says while it thinks. */
  streaming: string;
  /** Why the agent's step takes long; empty when it does not. */
  delay: string;
  phases: readonly Phase[];
  /** Why the session cannot go on. */
  fatal?: { message: string; code: number };
  /** Whether the replay of the present connection is still under way. */
  replaying: boolean;
  /** What has a smaller key was sent by a connection before the present one. */
  connectedAt: number;
  /** Counts what may have changed files. */
  fileChanges: number;
}

export const limits = { entries: 10_000, size: 40_000_000, terminalSize: 4_000_000, text: 60_000, asked: 1_000_000, live: 4_000, terminalPieces: 3_000, pieceText: 200_000, streaming: 40_000, phases: 100, images: 40, early: 100 };

export const emptySession: SessionState = {
  token: '', agentState: 'loading', asksNext: false, latestId: -1, nextKey: 1, entries: [], dropped: 0, size: 0, terminal: [], nextSeq: 1, prompt: '$',
  pendingEscape: '', early: [],
  streaming: '', delay: '', phases: [], replaying: false, connectedAt: 0, fileChanges: 0,
};

/** Long texts keep their beginning and their end. */
export function clip(value: string, most: number = limits.text): string {
  if (value.length <= most) return value;
  const half = Math.floor(most / 2);
  return `${value.slice(0, half)}\n… ${(value.length - 2 * half).toLocaleString('en')} characters are left out here …\n${value.slice(-half)}`;
}

/** How many characters an entry keeps, its pictures among them. */
export function sizeOf(entry: Entry): number {
  const pictures = (images: readonly string[]) => images.reduce((sum, image) => sum + image.length, 0);
  switch (entry.kind) {
    case 'message': return entry.text.length + pictures(entry.images);
    case 'note': return entry.text.length;
    case 'action': return entry.subject.length + entry.thought.length + entry.body.length + entry.detail.length + entry.live.length + (entry.result ? entry.result.text.length + pictures(entry.result.images) : 0);
  }
}

/** Whether a command goes on although it has been answered. */
export function goesOn(result: Result | undefined): boolean {
  return result?.status === 'running' || result?.status === 'waiting_for_input';
}

/** The command that runs in the shell now. What was typed into it may have been answered with its end. */
export function runningCommand(entries: readonly Entry[]): ActionEntry | undefined {
  const isHere = (entry: Entry): entry is ActionEntry => entry.kind === 'action' && !entry.lost && (entry.confirmation === 'none' || entry.confirmation === 'confirmed');
  const at = entries.findLastIndex((entry) => isHere(entry) && entry.action === 'run');
  const command = entries[at] as ActionEntry | undefined;
  if (!command || (command.result && !goesOn(command.result))) return undefined;
  if (!command.result) return command;
  const input = entries.slice(at + 1).findLast((entry): entry is ActionEntry => isHere(entry) && entry.action === 'input');
  return !input?.result || goesOn(input.result) ? command : undefined;
}
