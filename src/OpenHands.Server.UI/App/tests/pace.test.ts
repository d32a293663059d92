import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from '../src/session/pace';

let drawn: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  drawn = [];
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => drawn.push(callback));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function draw(): void {
  drawn.splice(0).forEach((callback) => callback());
  vi.advanceTimersByTime(0);
}

test('what comes together is handed on together, in order', () => {
  const batches: number[][] = [];
  const pace = new Pace<number>((batch) => batches.push(batch));

  [1, 2, 3].forEach((item) => pace.add(item));
  vi.advanceTimersByTime(16);

  expect(batches).toEqual([[1, 2, 3]]);
});

test('nothing is handed on while the last batch is being drawn, and after a slow one more is gathered', () => {
  const batches: number[][] = [];
  const pace = new Pace<number>((batch) => batches.push(batch));
  pace.add(1);
  vi.advanceTimersByTime(16);

  pace.add(2);
  vi.advanceTimersByTime(100);
  expect(batches).toEqual([[1]]);
  draw();
  pace.add(3);
  vi.advanceTimersByTime(50);
  expect(batches).toEqual([[1]]);
  vi.advanceTimersByTime(51);

  expect(batches).toEqual([[1], [2, 3]]);
});

test('a page that is not drawn goes on, and does not gather without bound', () => {
  const batches: number[][] = [];
  const pace = new Pace<number>((batch) => batches.push(batch));
  pace.add(0);
  vi.advanceTimersByTime(16);

  for (let item = 1; item <= 2_000; item++) pace.add(item);
  expect(batches.length).toBe(2);
  vi.advanceTimersByTime(2_000);

  expect(batches.flat().length).toBe(2_001);
});

test('what is cleared does not come any more', () => {
  const batches: number[][] = [];
  const pace = new Pace<number>((batch) => batches.push(batch));
  pace.add(1);

  pace.clear();
  vi.advanceTimersByTime(1_000);

  expect(batches).toEqual([]);
});
