import { expect, it } from 'vitest';
import { type Sink, TerminalFeed } from '../src/panels/terminalFeed';
import type { TerminalPiece } from '../src/state/model';

class Screen implements Sink {
  readonly writes: string[] = [];
  text = '';
  private done?: () => void;

  write(text: string, done: () => void): void {
    this.writes.push(text);
    this.text += text;
    this.done = done;
  }

  reset(): void {
    this.text = '';
  }

  /** Goes through what it has, and what it gets then. */
  finish(most = Infinity): void {
    for (let count = 0; this.done && count < most; count++) {
      const done = this.done;
      this.done = undefined;
      done();
    }
  }
}

const pieces = (texts: string[], first = 1): TerminalPiece[] => texts.map((text, index) => ({ seq: first + index, text }));

it('hands a long history on in small parts, each when the one before is done', () => {
  const screen = new Screen();
  const texts = ['x'.repeat(200_000), 'short\n', 'y'.repeat(50_000)];

  new TerminalFeed(screen).show(pieces(texts));
  const atFirst = screen.writes.length;
  screen.finish();

  expect(atFirst).toBe(1);
  expect(Math.max(...screen.writes.map((text) => text.length))).toBeLessThanOrEqual(16_384);
  expect(screen.text).toBe(texts.join(''));
});

it('hands many small pieces on together, and each once', () => {
  const screen = new Screen();
  const feed = new TerminalFeed(screen);
  const all = pieces(Array.from({ length: 2_000 }, (_, n) => `${n}\n`));

  feed.show(all.slice(0, 1_000));
  feed.show(all);
  screen.finish();

  expect(screen.writes).toHaveLength(2);
  expect(screen.text).toBe(all.map((piece) => piece.text).join(''));
});

it('leaves out what would be above the first line that is kept', () => {
  const screen = new Screen();

  new TerminalFeed(screen).show(pieces(Array.from({ length: 40 }, (_, n) => `${n}\n${'\n'.repeat(999)}`)));
  screen.finish();

  expect(screen.text).toMatch(/^29\n/);
  expect(screen.text.split('\n').length).toBeGreaterThan(10_000);
});

it('leaves out what was let go before it could be shown', () => {
  const screen = new Screen();
  const feed = new TerminalFeed(screen);

  feed.show(pieces(['a'.repeat(20_000), 'b', 'c']));
  feed.show(pieces(['c', 'd'], 3));
  screen.finish();

  expect(screen.text).toBe(`${'a'.repeat(16_384)}cd`);
});

it('shows nothing of the session before', () => {
  const screen = new Screen();
  const feed = new TerminalFeed(screen);

  feed.show(pieces(['old '.repeat(10_000), 'older']));
  feed.show([]);
  feed.show(pieces(['new']));
  screen.finish();

  expect(screen.text).toBe('new');
});

it('is silent when it has ended', () => {
  const screen = new Screen();
  const feed = new TerminalFeed(screen);
  feed.show(pieces(['x'.repeat(40_000)]));

  feed.end();
  screen.finish();

  expect(screen.writes).toHaveLength(1);
});
