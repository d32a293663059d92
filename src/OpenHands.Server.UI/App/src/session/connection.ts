import { type Frame, isFrame, number } from '../state/frames';
import { Pace } from './pace';

export type ConnectionStatus = 'connecting' | 'open' | 'waiting' | 'refused' | 'closed';

export interface ConnectionEvents {
  /** Where to connect: asked anew each time, since the token and the last event change. */
  address: () => string;
  opened: () => void;
  frames: (frames: Frame[]) => void;
  status: (status: ConnectionStatus, detail: string) => void;
}

const longestWait = 10_000;
// A server that says every 20 seconds that it is there is given up after 50.
const leniency = 2.5;
const longestPromise = 3600;
const longestWelcome = 20_000;
const question = '/api/options/agents';

/** A WebSocket that comes back by itself. Frames are handed on in batches, so that a flood of them costs few drawings. */
export class Connection {
  private socket?: WebSocket;
  private waiting?: number;
  private listening?: number;
  private heardAt = 0;
  private attempts = 0;
  private readonly pace = new Pace<Frame>((frames) => { if (!this.isEnded) this.events.frames(frames); });
  private phase: ConnectionStatus = 'connecting';

  constructor(private readonly events: ConnectionEvents) {
    addEventListener('online', this.hurry);
    addEventListener('offline', this.doubt);
    events.status('connecting', '');
    this.connect();
  }

  send(frame: Frame): boolean {
    if (this.phase !== 'open' || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Tries again now. */
  readonly hurry = (): void => {
    if (this.phase === 'waiting' || this.phase === 'connecting') this.connect();
  };

  /** Ends it for good. */
  close(): void {
    this.phase = 'closed';
    removeEventListener('online', this.hurry);
    removeEventListener('offline', this.doubt);
    clearTimeout(this.waiting);
    clearTimeout(this.listening);
    this.pace.clear();
    this.socket?.close(1000);
    this.events.status('closed', '');
  }

  private get isEnded(): boolean {
    return this.phase === 'closed';
  }

  private connect(): void {
    if (this.isEnded) return;
    clearTimeout(this.waiting);
    this.phase = 'connecting';
    this.socket?.close();
    const socket = new WebSocket(this.events.address());
    this.socket = socket;
    this.heardAt = Date.now();
    this.listen(longestWelcome);
    socket.onmessage = (message) => { if (this.socket === socket) this.receive(message.data); };
    socket.onclose = () => { if (this.socket === socket) this.broke('The server does not answer.'); };
  }

  private receive(data: unknown): void {
    this.heardAt = Date.now();
    const frame = parse(data);
    if (this.isEnded || !isFrame(frame)) return;
    if (frame.extension === 'alive') {
      const promised = number(frame, 'every') ?? 0;
      if (promised > 0) this.listen(Math.min(promised, longestPromise) * 1000 * leniency);
      return;
    }
    if (typeof frame.token === 'string') this.accept();
    this.pace.add(frame);
  }

  // A socket that opens says nothing yet: a server that is full, or stopping, takes it and then refuses.
  private accept(): void {
    if (this.phase === 'open') return;
    clearTimeout(this.listening);
    this.phase = 'open';
    this.attempts = 0;
    this.events.status('open', '');
    this.events.opened();
  }

  // A socket whose network is gone looks open until somebody sends, and one that is being opened waits for minutes: what the server should say does not come.
  private listen(patience: number, next = patience): void {
    clearTimeout(this.listening);
    this.listening = window.setTimeout(() => {
      const left = this.heardAt + patience - Date.now();
      if (left > 0) this.listen(patience, left);
      else this.lose('The server does not answer.');
    }, next);
  }

  private lose(why: string): void {
    const lost = this.socket;
    this.socket = undefined;
    lost?.close();
    this.broke(why);
  }

  private broke(why: string): void {
    if (this.isEnded) return;
    clearTimeout(this.listening);
    this.pace.flush();
    // The last that was said may have been that there is nothing to come back to.
    if (!this.isEnded) void this.comeBack(why);
  }

  // A socket whose network is gone looks open for minutes. A server on this very computer needs none.
  private readonly doubt = async (): Promise<void> => {
    const doubted = this.socket;
    if (await isReachable() || this.isEnded || this.socket !== doubted || this.phase === 'waiting') return;
    this.lose('This computer is offline.');
  };

  private async comeBack(why: string): Promise<void> {
    this.phase = 'waiting';
    const wait = Math.min(longestWait, 500 * 2 ** this.attempts++) * (0.75 + Math.random() / 2);
    this.events.status('waiting', why);
    // Set first, so that hurrying is possible while the reason is looked for.
    const waiting = window.setTimeout(() => this.connect(), wait);
    this.waiting = waiting;

    // A browser does not say why a WebSocket was refused; an ordinary request does.
    try {
      const answer = await fetch(question, { signal: AbortSignal.timeout(longestWait) });
      if (answer.status !== 403) return;
      const body: unknown = await answer.json();
      if (this.phase !== 'waiting' || this.waiting !== waiting) return;
      clearTimeout(waiting);
      this.phase = 'refused';
      this.events.status('refused', isFrame(body) && typeof body.error === 'string' ? body.error : 'The server refuses this page.');
    } catch {
      // It is gone; the timer tries again.
    }
  }
}

async function isReachable(): Promise<boolean> {
  try {
    await fetch(question, { cache: 'no-store', signal: AbortSignal.timeout(longestWait) });
    return true;
  } catch {
    return false;
  }
}

/** What a frame says; nothing, when it is none that this page could show. */
function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}
