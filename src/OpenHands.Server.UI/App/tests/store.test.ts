import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SessionStore } from '../src/session/store';
import { type Frame, isAtRest } from '../src/state/frames';
import { run, state } from './frames';

class Socket {
  static readonly OPEN = 1;
  static last: Socket;
  readyState = 1;
  sent: Frame[] = [];
  onmessage?: (message: { data: string }) => void;
  onclose?: () => void;

  constructor() {
    Socket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame);
  }

  close(): void {
    this.readyState = 3;
  }

  tells(...frames: Frame[]): void {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
    vi.advanceTimersByTime(1000);
  }
}

const token = (session: string) => `x.${btoa(JSON.stringify({ sid: session }))}.y`;
let stored: Map<string, string>;
let ears: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  stored = new Map();
  ears = new EventTarget();
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('addEventListener', ears.addEventListener.bind(ears));
  vi.stubGlobal('removeEventListener', ears.removeEventListener.bind(ears));
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback));
  vi.stubGlobal('localStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value) });
  vi.stubGlobal('location', { protocol: 'http:', host: 'here' });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('[]')));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function connected(at: string): Promise<SessionStore> {
  const { store } = await import('../src/session/store');
  Socket.last.tells({ token: token('a') }, state(at));
  Socket.last.sent = [];
  return store;
}

it('says that settings count later while the agent works, until it rests', async () => {
  const store = await connected('running');

  store.applySettings({ ...store.snapshot().settings, chosen: true, confirmation: true });
  expect(Socket.last.sent).toEqual([{ action: 'initialize', args: { LANGUAGE: 'en', LLM_MODEL: null, LLM_BASE_URL: null, AGENT: null, CONFIRMATION_MODE: true, SECURITY_ANALYZER: null } }]);
  expect(store.snapshot().applying).toBe('asked');
  Socket.last.tells(state('running'));
  expect(store.snapshot().applying).toBe('later');
  Socket.last.tells(run(4, 'ls'));
  expect(store.snapshot().applying).toBe('later');
  Socket.last.tells(state('finished', 5));

  expect(store.snapshot().applying).toBe('');
});

it('says nothing of the kind when the agent rests', async () => {
  const store = await connected('init');

  store.applySettings({ ...store.snapshot().settings, chosen: true, model: 'm' });
  const before = store.snapshot().told;
  Socket.last.tells(state('init'));

  expect(store.snapshot().applying).toBe('');
  expect(store.snapshot().told).toBe(before + 1);
});

it.each(['loading', 'running', 'awaiting_user_confirmation', 'user_confirmed', 'user_rejected'] as const)('takes an agent that is %s for one at work', (name) => {
  expect(isAtRest(name)).toBe(false);
});

it('tells the server what is chosen no more, also when it could not hear it at first', async () => {
  const store = await connected('init');
  store.applySettings({ ...store.snapshot().settings, chosen: true, model: 'm', confirmation: true, analyzer: 'rules' });
  Socket.last.sent = [];
  Socket.last.onclose!();

  store.applySettings({ ...store.snapshot().settings, model: '', confirmation: null, analyzer: '' });
  expect(store.snapshot().applying).toBe('asked');
  store.retry();
  Socket.last.tells({ token: token('a') }, state('init'));

  expect(Socket.last.sent.filter((frame) => frame.action === 'initialize')).toEqual([{ action: 'initialize', args: { LANGUAGE: 'en', LLM_MODEL: null, LLM_BASE_URL: null, AGENT: null, CONFIRMATION_MODE: null, SECURITY_ANALYZER: '' } }]);
  expect(store.snapshot().applying).toBe('');
});

it('tells each session what is chosen no more, also one that heard of it in the one before', async () => {
  const store = await connected('init');
  store.open(token('b'));
  Socket.last.tells({ token: token('b') }, state('init'));
  store.applySettings({ ...store.snapshot().settings, chosen: true, apiKey: 'sk-secret-1', confirmation: false });
  store.open(token('a'));
  Socket.last.tells({ token: token('a') }, state('init'));
  store.applySettings({ ...store.snapshot().settings, apiKey: '', confirmation: null });

  store.open(token('b'));
  Socket.last.tells({ token: token('b') }, state('init'));

  const told = Socket.last.sent.find((frame) => frame.action === 'initialize')!.args;
  expect(told).toMatchObject({ CONFIRMATION_MODE: null, SECURITY_ANALYZER: null });
  expect(told).not.toHaveProperty('LLM_API_KEY');
});

it('asks the browser to ask before unsaved work is left, and takes it along when the session has ended', async () => {
  const store = await connected('init');
  const { drafts } = await import('../src/session/drafts');
  const leave = () => {
    const event = new Event('beforeunload', { cancelable: true });
    ears.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(leave()).toBe(false);

  drafts.of('a').rules = 'mine';
  expect(leave()).toBe(true);
  Socket.last.tells({ error: 'Invalid token', error_code: 401 });
  Socket.last.tells({ token: token('b') }, state('init'));

  expect(store.snapshot().session.token).toBe(token('b'));
  expect(drafts.of('b').rules).toBe('mine');
});

it('keeps a half-typed command by its session, asks nobody because of it, and takes it along', async () => {
  const store = await connected('init');
  const { drafts } = await import('../src/session/drafts');
  drafts.of('a').command = 'rm -rf bui';

  store.open('');
  drafts.of('').command = 'ec';
  Socket.last.tells({ token: token('b') }, state('init'));
  expect([drafts.of('a').command, drafts.of('b').command, drafts.isUnsaved]).toEqual(['rm -rf bui', 'ec', false]);
  Socket.last.tells({ error: 'Invalid token', error_code: 401 });
  Socket.last.tells({ token: token('c') }, state('init'));

  expect(drafts.of('c')).toEqual({ command: 'ec' });
});

it('keeps unsaved work by its session while another one is open', async () => {
  const store = await connected('init');
  const { drafts } = await import('../src/session/drafts');
  drafts.of('a').rules = 'mine';

  store.open('');
  Socket.last.tells({ token: token('b') }, state('init'));
  expect(drafts.of('b')).toEqual({});

  expect(drafts.of('a').rules).toBe('mine');
});
