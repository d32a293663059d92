import { describe, expect, it } from 'vitest';
import { EscapeFilter, harmless, plain } from '../src/state/escapes';

const escape = '\x1b';

describe('escape sequences', () => {
  it.each([
    ['a title', `${escape}]0;owned\x07`],
    ['the clipboard', `${escape}]52;c;cm0gLXJm${escape}\\`],
    ['a link', `${escape}]8;;https://evil.example${escape}\\`],
    ['a question for the cursor', `${escape}[6n`],
    ['a question for the terminal', `${escape}[c`],
    ['a question for a setting', `${escape}P$qm${escape}\\`],
    ['a clear screen', `${escape}[2J`],
    ['a cursor move', `${escape}[1;1H`],
    ['another screen', `${escape}[?1049h`],
    ['a reset', `${escape}c`],
    ['another character set', `${escape}(0`],
    ['an 8-bit sequence', '\x9b6n'],
    ['an 8-bit title', '\x9d0;owned\x9c'],
    ['a private message', `${escape}_Gf=100;AAAA${escape}\\`],
    ['a bell', '\x07'],
  ])('lose %s', (_, sequence) => expect(harmless(`a${sequence}b`)).toBe('ab'));

  it('keep colours and line ends', () => {
    const text = `${escape}[1;31mred${escape}[0m\tx\r\n${escape}[38;2;1;2;3mrgb${escape}[K`;

    expect(harmless(text)).toBe(text);
  });

  it('are recognised when they are cut', () => {
    const filter = new EscapeFilter();

    expect(filter.next(`a${escape}]0;ow`) + filter.next(`ned\x07b${escape}[3`) + filter.next('1mc')).toBe(`ab${escape}[31mc`);
  });

  it('that never end are not kept for ever', () => {
    const filter = new EscapeFilter();

    filter.next(`${escape}]${'x'.repeat(10_000)}`);

    expect(filter.pending).toBe('');
    expect(filter.next('next')).toBe('next');
  });

  it('are all gone from plain text, and so is what was written over', () => {
    expect(plain(`${escape}[32mok${escape}[0m\n10%\r50%\r100%\r\ndone`)).toBe('ok\n100%\ndone');
  });

  it('are taken out of a long line in a moment', () => {
    const began = performance.now();

    plain('x'.repeat(2_000_000));

    expect(performance.now() - began).toBeLessThan(1500);
  });
});
