import { type Frame, isFrame } from '../state/frames';
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

/** A WebSocket that comes back by itself. Frames are handed on in batches, so that a flood of them costs few drawings. */
export class Connection {
  private socket?: WebSocket;
  private waiting?: number;
  private attempts = 0;
  private readonly pace = new Pace<Frame>((frames) => { if (!this.isEnded) this.events.frames(frames); });
  private isEnded = false;

  constructor(private readonly events: ConnectionEvents) {
    addEventListener('online', this.hurry);
    this.connect();
  }

  send(frame: Frame): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Tries again now. */
  readonly hurry = (): void => {
    if (this.isEnded || this.waiting === undefined) return;
    this.connect();
  };

  /** Ends it for good. */
  close(): void {
    this.isEnded = true;
    removeEventListener('online', this.hurry);
    clearTimeout(this.waiting);
    this.pace.clear();
    this.socket?.close(1000);
    this.events.status('closed', '');
  }

  private connect(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.events.status('connecting', '');
    const socket = new WebSocket(this.events.address());
    this.socket = socket;
    socket.onopen = () => {
      if (this.isEnded) return;
      this.attempts = 0;
      this.events.status('open', '');
      this.events.opened();
    };
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = () => {
      if (this.isEnded || this.socket !== socket) return;
      this.pace.flush();
      void this.comeBack();
    };
  }

  private receive(data: unknown): void {
    if (this.isEnded || typeof data !== 'string') return;
    try {
      const frame: unknown = JSON.parse(data);
      if (isFrame(frame)) this.pace.add(frame);
    } catch {
      // Nothing that this page could show.
    }
  }

  private async comeBack(): Promise<void> {
    const wait = Math.min(longestWait, 500 * 2 ** this.attempts++) * (0.75 + Math.random() / 2);
    this.events.status('waiting', 'The server does not answer.');
    // Set first, so that hurrying is possible while the reason is looked for.
    this.waiting = window.setTimeout(() => this.connect(), wait);

    // A browser does not say why a WebSocket was refused; an ordinary request does.
    try {
      const answer = await fetch('/api/options/agents');
      if (answer.status !== 403 || this.isEnded) return;
      const body: unknown = await answer.json();
      clearTimeout(this.waiting);
      this.waiting = undefined;
      this.events.status('refused', isFrame(body) && typeof body.error === 'string' ? body.error : 'The server refuses this page.');
    } catch {
      // It is gone; the timer tries again.
    }
  }
}
