/** A part of a text: as it is, a character that would not be seen, or a word that runs from right to left. */
export interface Part {
  kind: 'text' | 'hidden' | 'leftward';
  text: string;
}

// Control and format characters, what fonts draw nothing for, half characters. But tabs and line ends are seen, and what joins two pictures into one, or chooses how one looks, is a part of it.
const hidden = String.raw`(?:(?!\r?\n|\t)(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D(?=\p{Extended_Pictographic}))(?!(?<=\p{Extended_Pictographic})\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\u2800])`;
// Letters of the scripts that are written so.
const leftward = String.raw`[\u0590-\u05FF\u0600-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]`;
const odd = new RegExp(`(?<hidden>${hidden}+)|(?:(?!${hidden})${leftward})+`, 'gu');
// Nearly every text is: the rest looks at each character from several sides.
const ordinary = /^[\t\n\x20-\x7e]*$/;
const mostParts = 2_000;
const mostNames = 8;

/**
 * What a text is made of, so that what is read is what is there: nothing in it can be hidden, or stand where it is not. Texts of strangers may hold characters that turn the order of others around.
 */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of text.matchAll(odd)) {
    if (found.index > at) parts.push({ kind: 'text', text: text.slice(at, found.index) });
    at = found.index + found[0].length;
    parts.push(found.groups?.hidden ? { kind: 'hidden', text: namesOf(found[0]) } : { kind: 'leftward', text: found[0] });
    if (parts.length > mostParts) {
      parts.push({ kind: 'text', text: visible(text.slice(at)) });
      return parts;
    }
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

/** A text with the names of the characters that would not be seen, for places that hold nothing but text. */
export function visible(text: string): string {
  return ordinary.test(text) ? text : text.replace(odd, (found, name: string | undefined) => (name ? namesOf(name) : found));
}

/** Whether all of a text is seen as it is. */
export function isPlainToSee(text: string): boolean {
  return ordinary.test(text) || text.search(odd) < 0;
}

function namesOf(characters: string): string {
  const names = Array.from(characters, (character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
  return names.length <= mostNames ? names.join(' ') : `${names.slice(0, mostNames).join(' ')} and ${(names.length - mostNames).toLocaleString('en')} more`;
}
