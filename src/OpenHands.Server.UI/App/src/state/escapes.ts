// Every control character but backspace, tab and line ends.
const suspicious = /[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/**
 * Takes from a program's output every escape sequence but those for colours and for erasing within a line. What is left cannot set a title or the clipboard,
 * make a link, move over other text, or have the terminal answer, which would type into the user's shell.
 */
export class EscapeFilter {
  /** What a former filter kept back. */
  constructor(public pending = '') {}

  /** The harmless part of a piece; a sequence that is cut at its end waits for the next piece. */
  next(piece: string): string {
    const text = this.pending + piece;
    this.pending = '';
    let result = '';
    let at = 0;
    while (at < text.length) {
      suspicious.lastIndex = at;
      const found = suspicious.exec(text)?.index ?? text.length;
      result += text.slice(at, found);
      at = found;
      if (at === text.length) break;
      const code = text.charCodeAt(at);
      if (code === 0x1b || code >= 0x80) {
        const end = sequenceEnd(text, at);
        if (end < 0) {
          // Nobody may have us keep a sequence that never ends.
          if (text.length - at < 4096) this.pending = text.slice(at);
          break;
        }
        const sequence = text.slice(at, end);
        if (/^\x1b\[[\d;:]{0,64}m$/.test(sequence) || /^\x1b\[[012]?K$/.test(sequence)) result += sequence;
        at = end;
      } else {
        at++;
      }
    }
    return result;
  }
}

/** All of a text at once. */
export function harmless(text: string): string {
  return new EscapeFilter().next(text);
}

/** A text without any escape sequence, for places that show no colours. */
export function plain(text: string): string {
  const uncoloured = harmless(text).replace(/\x1b\[[\d;:]{0,64}[mK]/g, '').replace(/\x08/g, '').replaceAll('\r\n', '\n');
  // What a carriage return writes over is gone.
  return uncoloured.includes('\r') ? uncoloured.split('\n').map((line) => line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1).replaceAll('\r', '')).join('\n') : uncoloured;
}

// Where the sequence that begins at a place ends; -1 when its end has not come yet.
function sequenceEnd(text: string, start: number): number {
  let kind: string;
  let at: number;
  if (text.charCodeAt(start) === 0x1b) {
    if (start + 1 >= text.length) return -1;
    kind = text[start + 1]!;
    at = start + 2;
  } else {
    kind = String.fromCharCode(text.charCodeAt(start) - 0x40);
    at = start + 1;
  }

  if (kind === '[') {
    while (at < text.length) {
      const code = text.charCodeAt(at++);
      if (code >= 0x40 && code <= 0x7e) return at;
      if (code < 0x20) return at - 1;
    }
    return -1;
  }

  if (kind === ']' || kind === 'P' || kind === 'X' || kind === '^' || kind === '_') {
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === 0x07 || code === 0x9c) return at + 1;
      if (code === 0x1b) {
        if (at + 1 >= text.length) return -1;
        return text[at + 1] === '\\' ? at + 2 : at;
      }
      at++;
    }
    return -1;
  }

  // Two characters, or three when the second says that one more follows.
  while (at <= text.length && kind >= ' ' && kind <= '/') {
    if (at >= text.length) return -1;
    kind = text[at++]!;
  }
  return at;
}
