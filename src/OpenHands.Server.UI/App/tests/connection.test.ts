import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection, type ConnectionStatus } from '../src/session/connection';
import type { Frame } from '../src/state/frames';

class Socket {
  static readonly OPEN = 1;
  static all: Socket[] = [];
  readyState = 0;
  sent: string[] = [];
  onmessage?: (message: { data: string }) => void;
  onclose?: () => void;

  constructor(readonly address: string) {
    Socket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }

  tells(frame: Frame): void {
    this.readyState = Socket.OPEN;
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  breaks(): void {
    this.readyState = 3;
    this.onclose?.();
  }
}

let ears = new EventTarget();
let statuses: ConnectionStatus[] = [];
let batches: Frame[][] = [];
let isReachable = true;

beforeEach(() => {
  vi.useFakeTimers();
  ears = new EventTarget();
  Socket.all = [];
  statuses = [];
  batches = [];
  isReachable = true;
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('addEventListener', ears.addEventListener.bind(ears));
  vi.stubGlobal('removeEventListener', ears.removeEventListener.bind(ears));
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback));
  vi.stubGlobal('fetch', () => (isReachable ? Promise.resolve(new Response('[]')) : Promise.reject(new TypeError('offline'))));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function connect(taking: (frames: Frame[]) => void = () => undefined): { connection: Connection; opened: () => number } {
  let opened = 0;
  const connection = new Connection({
    address: () => 'ws://here',
    opened: () => { opened++; },
    frames: (frames) => { batches.push(frames); taking(frames); },
    status: (status) => statuses.push(status),
  });
  return { connection, opened: () => opened };
}

test('the connection is there with the token, and then frames can be sent', () => {
  const { connection, opened } = connect();
  Socket.all[0]!.readyState = Socket.OPEN;
  expect(connection.send({ action: 'x' })).toBe(false);

  Socket.all[0]!.tells({ token: 't' });

  expect(statuses).toEqual(['connecting', 'open']);
  expect(opened()).toBe(1);
  expect(connection.send({ action: 'x' })).toBe(true);
});

test('a server that refuses is asked less and less often, and never counts as there', async () => {
  const { opened } = connect();
  const begun = Date.now();
  const times: number[] = [];

  for (let attempt = 0; attempt < 6; attempt++) {
    times.push(Date.now() - begun);
    Socket.all[attempt]!.tells({ error: 'The server is full.', error_code: 503 });
    Socket.all[attempt]!.breaks();
    await vi.advanceTimersToNextTimerAsync();
    while (Socket.all.length === attempt + 1) await vi.advanceTimersToNextTimerAsync();
  }

  const waits = times.slice(1).map((time, index) => time - times[index]!);
  expect(waits.every((wait, index) => wait >= 375 * 2 ** index)).toBe(true);
  expect(opened()).toBe(0);
  expect(statuses).toEqual(['connecting', ...Array(6).fill('waiting')]);
  expect(batches.flat()).toHaveLength(6);
});

test('a connection that is ended while it hands on its last frames does not come back', async () => {
  const { connection } = connect((frames) => { if (frames.some((frame) => frame.error_code === 401)) connection.close(); });

  Socket.all[0]!.tells({ error: 'Invalid token', error_code: 401 });
  Socket.all[0]!.breaks();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(Socket.all).toHaveLength(1);
  expect(statuses).toEqual(['connecting', 'closed']);
});

test('without a network it does not wait for the socket to notice, and is back with the network', async () => {
  connect();
  Socket.all[0]!.tells({ token: 't' });
  isReachable = false;

  ears.dispatchEvent(new Event('offline'));
  await vi.advanceTimersByTimeAsync(0);
  expect(statuses).toEqual(['connecting', 'open', 'waiting']);
  expect(Socket.all[0]!.readyState).toBe(3);
  ears.dispatchEvent(new Event('online'));

  expect(Socket.all).toHaveLength(2);
});

test('a server that is reached without a network stays connected', async () => {
  connect();
  Socket.all[0]!.tells({ token: 't' });

  ears.dispatchEvent(new Event('offline'));
  await vi.advanceTimersByTimeAsync(60_000);

  expect(Socket.all).toHaveLength(1);
  expect(statuses).toEqual(['connecting', 'open']);
});

test('a socket on which nothing comes any more is given up, without waiting for the browser to notice', async () => {
  connect();
  Socket.all[0]!.tells({ token: 't' });
  Socket.all[0]!.tells({ extension: 'alive', every: 20 });
  await vi.advanceTimersByTimeAsync(30_000);
  Socket.all[0]!.tells({ message: 'the last' });

  await vi.advanceTimersByTimeAsync(49_000);
  expect(statuses).toEqual(['connecting', 'open']);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(statuses).toEqual(['connecting', 'open', 'waiting']);
  expect(Socket.all[0]!.readyState).toBe(3);
  expect(Socket.all).toHaveLength(2);
});

test('a server that keeps its word stays connected, and its word is no frame for the page', async () => {
  connect();
  Socket.all[0]!.tells({ token: 't' });
  for (let beat = 0; beat < 20; beat++) {
    Socket.all[0]!.tells({ extension: 'alive', every: 20 });
    await vi.advanceTimersByTimeAsync(20_000);
  }

  expect(statuses).toEqual(['connecting', 'open']);
  expect(batches.flat()).toEqual([{ token: 't' }]);
});

test.each([undefined, 0, -1, 'soon', 1e300])('a server that promises nonsense (%s) keeps its connection', async (every) => {
  connect();
  Socket.all[0]!.tells({ token: 't' });
  Socket.all[0]!.tells({ extension: 'alive', every });

  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(statuses).toEqual(['connecting', 'open']);
});

test('a connection that never opens is given up as well, each time', async () => {
  connect();
  Socket.all[0]!.tells({ token: 't' });
  Socket.all[0]!.breaks();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(Socket.all).toHaveLength(2);

  await vi.advanceTimersByTimeAsync(20_000);
  expect(Socket.all[1]!.readyState).toBe(3);
  await vi.advanceTimersByTimeAsync(3_000);

  expect(Socket.all).toHaveLength(3);
  expect(statuses).toEqual(['connecting', 'open', 'waiting', 'waiting']);
});

test('whoever wants to try now does not wait for a connection that does not open', async () => {
  const { connection } = connect();

  connection.hurry();
  expect(Socket.all).toHaveLength(2);
  expect(Socket.all[0]!.readyState).toBe(3);
  Socket.all[1]!.tells({ token: 't' });
  connection.hurry();

  expect(Socket.all).toHaveLength(2);
  expect(statuses).toEqual(['connecting', 'open']);
});

test('a server that promises nothing stays connected, however little it says', async () => {
  connect();
  await vi.advanceTimersByTimeAsync(19_000);
  Socket.all[0]!.tells({ token: 't' });

  await vi.advanceTimersByTimeAsync(3_600_000);

  expect(statuses).toEqual(['connecting', 'open']);
});
