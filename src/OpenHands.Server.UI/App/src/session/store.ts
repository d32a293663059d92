import { useSyncExternalStore } from 'react';
import { emptySession, type SessionState } from '../state/model';
import { type Frame, isAtRest, stateOf } from '../state/frames';
import { connected, receive, replayFrom, send } from '../state/reduce';
import { Api } from './api';
import { Connection, type ConnectionStatus } from './connection';
import { drafts } from './drafts';
import { forget, knownSessions, remember, sessionIdOf, sessionKeyOf } from './known';
import { stayHere } from './leaving';
import { initializeFrame, loadSettings, saveSettings, type Settings } from './settings';

export interface View {
  session: SessionState;
  connection: ConnectionStatus;
  connectionDetail: string;
  settings: Settings;
  /** Set when the session that was asked for is not there any more. */
  notice: string;
  /** Whether new settings have been sent and the server has yet to answer, or waits until the agent rests. */
  applying: '' | 'asked' | 'later';
  /** Counts how often the server said how the agent is, which it also does when settings have changed. */
  told: number;
  /** What the session is about: the first that was said in it. */
  title: string;
}

/** Joins the state with the connection; the page draws what it holds and calls what it offers. */
export class SessionStore {
  readonly api = new Api(() => this.view.session.token);
  private view: View = { session: emptySession, connection: 'connecting', connectionDetail: '', settings: loadSettings(), notice: '', applying: '', told: 0, title: '' };
  private readonly listeners = new Set<() => void>();
  private connection!: Connection;
  private isWatching = false;
  // What the server heard last: only with it can be said that a key is chosen no more.
  private heard = this.view.settings;

  constructor() {
    stayHere(() => drafts.isUnsaved);
    this.open(knownSessions()[0]?.token ?? '');
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): View => this.view;

  /** Connects to a session; with no token, to a new one. */
  open(token: string, notice = ''): void {
    this.connection?.close();
    this.heard = this.view.settings;
    this.set({ session: { ...emptySession, token }, connection: 'connecting', connectionDetail: '', notice, applying: '', title: titleOf(token) });
    this.connection = new Connection({
      address: () => this.address(),
      opened: () => this.opened(),
      frames: (frames) => this.take(frames),
      status: (connection, connectionDetail) => this.set({ connection, connectionDetail }),
    });
  }

  say(text: string, images: string[]): boolean {
    if (!this.act({ action: 'message', args: { content: text, images_urls: images } })) return false;
    remember(this.view.session.token, text, Date.now());
    this.set({ title: titleOf(this.view.session.token) });
    return true;
  }

  run(command: string): boolean {
    return this.act({ action: 'run', args: { command } });
  }

  /** Answers a command that waits for input. */
  answer(text: string): boolean {
    return this.act({ action: 'run', args: { command: text, is_input: true } });
  }

  interrupt(): boolean {
    return this.connection.send({ action: 'interrupt', args: {} });
  }

  /** Whether the live picture of the browser is looked at. Nobody makes one for a panel that is not seen. */
  watch(isWatching: boolean): void {
    if (this.isWatching === isWatching) return;
    this.isWatching = isWatching;
    this.connection.send({ action: 'watch', args: { screen: isWatching } });
    // What was live is so no more, also when somebody looks again. A page that is left is hidden first: a picture drawn then would be asked for after it, which browsers take for a
    // message sent elsewhere, and the Content-Security-Policy refuses.
    if (!document.hidden && this.view.session.screen) this.set({ session: { ...this.view.session, screen: undefined } });
  }

  changeState(state: 'paused' | 'running' | 'stopped' | 'user_confirmed' | 'user_rejected'): boolean {
    return this.connection.send({ action: 'change_agent_state', args: { agent_state: state } });
  }

  applySettings(settings: Settings): void {
    saveSettings(settings);
    this.set({ settings, applying: 'asked' });
    this.initialize();
  }

  /** Starts the session, also again after it could not be started; for one that is there, tells what is chosen. */
  readonly initialize = (): void => {
    if (this.connection.send(initializeFrame(this.view.settings, this.heard))) this.heard = this.view.settings;
  };

  dismissNotice(): void {
    this.set({ notice: '' });
  }

  readonly retry = (): void => this.connection.hurry();

  private act(frame: Frame): boolean {
    if (!this.connection.send(frame)) return false;
    this.set({ session: send(this.view.session, frame, Date.now()) });
    return true;
  }

  private opened(): void {
    this.set({ session: connected(this.view.session) });
    if (!this.isWatching) this.connection.send({ action: 'watch', args: { screen: false } });
    this.initialize();
  }

  private take(frames: Frame[]): void {
    const before = this.view.session.token;
    const session = receive(this.view.session, this.isWatching ? frames : frames.filter((frame) => frame.extension !== 'screen'));
    if (!before) drafts.move('', sessionKeyOf(session.token));
    this.set({ session, applying: applyingAfter(this.view.applying, frames), told: this.view.told + (frames.some(stateOf) ? 1 : 0) });
    if (session.token !== before) remember(session.token, '', Date.now());
    if (!this.view.title) this.entitle();
    if (session.fatal?.code === 401) {
      drafts.move(sessionKeyOf(before), '');
      forget(sessionIdOf(before));
      this.open('', 'The session you were in has ended, or its token is too old. This is a new one.');
    }
  }

  // A session that was begun elsewhere is called by what was said first in it.
  private entitle(): void {
    const first = this.view.session.entries.find((entry) => entry.kind === 'message' && entry.who === 'user');
    if (first?.kind !== 'message' || !first.text) return;
    remember(this.view.session.token, first.text, Date.now());
    this.set({ title: titleOf(this.view.session.token) });
  }

  private address(): string {
    const { token } = this.view.session;
    const query = new URLSearchParams({ features: 'output,tokens,status,screen,alive' });
    const from = replayFrom(this.view.session);
    if (token) query.set('token', token);
    if (token && from >= 0) query.set('latest_event_id', String(from));
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws?${query}`;
  }

  private set(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    this.listeners.forEach((listener) => listener());
  }
}

export const store = new SessionStore();

/** A part of the view; only its changes draw anything anew. Parts that are made for the occasion would do so for ever. */
export function useView<T>(part: (view: View) => T): T {
  return useSyncExternalStore(store.subscribe, () => part(store.snapshot()));
}

// The server tells the state in answer: an agent at work is left alone, and gets new settings when it rests.
function applyingAfter(before: View['applying'], frames: readonly Frame[]): View['applying'] {
  const state = frames.map(stateOf).findLast((known) => known !== undefined);
  return before === '' || state === undefined ? before : isAtRest(state) ? '' : 'later';
}

function titleOf(token: string): string {
  const id = sessionIdOf(token);
  return knownSessions().find((session) => session.id === id)?.title ?? '';
}
