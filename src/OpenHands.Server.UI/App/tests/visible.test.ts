import { describe, expect, it } from 'vitest';
import { isPlainToSee, partsOf, visible } from '../src/state/visible';

describe('what strangers write', () => {
  it.each([
    ['turned around', 'rm \u202Etxt.a\u202C', 'rm U+202Etxt.aU+202C'],
    ['isolated', '\u2066a\u2069', 'U+2066aU+2069'],
    ['of no width', 'l\u200Bs\uFEFF', 'lU+200BsU+FEFF'],
    ['joined', 'a\u200Db', 'aU+200Db'],
    ['a soft hyphen', 'r\u00ADm', 'rU+00ADm'],
    ['an escape', '\x1b[8mhidden', 'U+001B[8mhidden'],
    ['written over', 'ls\rrm', 'lsU+000Drm'],
    ['of tags', 'a\u{E0041}', 'aU+E0041'],
    ['a variant of a letter', 'a\uFE0F', 'aU+FE0F'],
    ['half a character', 'a\ud83d', 'aU+D83D'],
    ['blank', 'a\u3164b\u2800', 'aU+3164bU+2800'],
    ['another line end', 'a\u2028b', 'aU+2028b'],
    ['many', '\u200B'.repeat(2000), `${'U+200B '.repeat(8)}and 1,992 more`],
  ])('is named when it cannot be seen: %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(isPlainToSee(text)).toBe(false);
    expect(partsOf(text).some((part) => part.kind === 'hidden')).toBe(true);
    expect(partsOf(text).map((part) => part.text).join('')).toBe(shown);
  });

  it.each(['ls -l\n\techo "x"\n', 'a\r\nb\r\n', 'naïve 日本語', '👩🏽‍💻 and ❤️', ''])('is left as it is: %j', (text) => {
    expect(visible(text)).toBe(text);
    expect(isPlainToSee(text)).toBe(true);
  });

  it('stands alone when it runs from right to left', () => {
    expect(partsOf('cp א /ב 1')).toEqual([
      { kind: 'text', text: 'cp ' }, { kind: 'leftward', text: 'א' }, { kind: 'text', text: ' /' }, { kind: 'leftward', text: 'ב' }, { kind: 'text', text: ' 1' },
    ]);
    expect(visible('مرحبا')).toBe('مرحبا');
  });

  it('makes few parts, whatever it is made of', () => {
    const parts = partsOf('a\u200B'.repeat(30_000));

    expect(parts.length).toBeLessThan(2_100);
    expect(parts.map((part) => part.text).join('')).toBe('aU+200B'.repeat(30_000));
  });
});
