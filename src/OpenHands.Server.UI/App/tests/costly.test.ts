import { expect, it } from 'vitest';
import { isCostly } from '../src/chat/costly';

it.each([
  ['quotes', '>'.repeat(20_000)], ['quotes with spaces', '> '.repeat(50)], ['quotes further down', `Hello\n\n${'>'.repeat(60)} x`], ['numbered lists', '1. '.repeat(20_000)], ['lists', '- '.repeat(100)],
  ['lists and quotes', '- > 1) '.repeat(20)], ['strokes', '~a'.repeat(20_000)], ['stars', '**a '.repeat(10_000)], ['brackets', '['.repeat(5_000)],
])('a text of nothing but %s is not read as Markdown', (_, text) => expect(isCostly(text)).toBe(true));

it.each([
  ['prose', 'It is *so*: see [this](https://example.com).\n'.repeat(500)], ['a rule', '- - -'], ['a long rule', '-'.repeat(200)], ['a deep list', '- a\n  - b\n    - c\n'.repeat(100)],
  ['a table', '| a | b |\n'.repeat(3_000)], ['code', '```c\nint *a[3] = {0};\n```\n'.repeat(300)], ['numbers', '1. one\n2. two\n'.repeat(1_000)], ['decimals', '1.1.1.1'.repeat(1_000)],
])('%s is', (_, text) => expect(isCostly(text)).toBe(false));

it('is known in a moment', () => {
  const began = performance.now();

  isCostly(`${' '.repeat(30_000)}${'1'.repeat(30_000)}`);
  isCostly(`${'- '.repeat(39)}x\n`.repeat(700));

  expect(performance.now() - began).toBeLessThan(500);
});
