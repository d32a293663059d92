import type { TerminalPiece } from '../state/model';

/** What takes text, and tells when it has been through all of it. */
export interface Sink {
  write: (text: string, done: () => void) => void;
  reset: () => void;
}

const most = 16_384;
const lines = 10_000;

/**
 * Hands the terminal's text on in parts small enough that the page can listen and draw between them, each when the one before it is done. What is let go meanwhile, since too much came, is never handed
 * on, and neither is what would be above the first line that the terminal keeps.
 */
export class TerminalFeed {
  private pieces: readonly TerminalPiece[] = [];
  // The last piece that was handed on in full, and how much of the one after it.
  private written = 0;
  private offset = 0;
  private seen = 0;
  private isBusy = false;
  private isOfBefore = false;
  private isEnded = false;

  constructor(private readonly sink: Sink) {}

  show(pieces: readonly TerminalPiece[]): void {
    const last = pieces.at(-1)?.seq ?? 0;
    // Another session has numbers of its own.
    if (last < this.seen) {
      this.written = this.offset = this.seen = 0;
      // What the terminal is still at is not to stand above what comes.
      if (this.isBusy) this.isOfBefore = true;
      else this.sink.reset();
    }
    if (this.seen === 0) this.written = Math.max(0, firstOf(pieces) - 1);
    this.pieces = pieces;
    this.seen = last;
    this.pump();
  }

  end(): void {
    this.isEnded = true;
  }

  private pump(): void {
    if (this.isBusy || this.isEnded) return;
    const text = this.next();
    if (!text) return;
    this.isBusy = true;
    this.sink.write(text, () => {
      this.isBusy = false;
      if (this.isEnded) return;
      if (this.isOfBefore) this.sink.reset();
      this.isOfBefore = false;
      this.pump();
    });
  }

  private next(): string {
    let text = '';
    for (let index = this.indexAfter(this.written); index < this.pieces.length && text.length < most; index++) {
      const piece = this.pieces[index]!;
      // The one that was begun may have been let go.
      const from = piece.seq === this.written + 1 ? this.offset : 0;
      const to = Math.min(piece.text.length, from + most - text.length);
      text += piece.text.slice(from, to);
      const isAll = to === piece.text.length;
      this.written = isAll ? piece.seq : piece.seq - 1;
      this.offset = isAll ? 0 : to;
    }
    return text;
  }

  // Their numbers have no gaps.
  private indexAfter(seq: number): number {
    const first = this.pieces[0]?.seq ?? 1;
    return Math.max(0, seq + 1 - first);
  }
}

// The piece with which the last lines begin.
function firstOf(pieces: readonly TerminalPiece[]): number {
  let count = 0;
  for (let index = pieces.length - 1; index >= 0; index--) {
    const { text, seq } = pieces[index]!;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
    if (count > lines) return seq;
  }
  return 0;
}
