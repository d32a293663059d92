import { splitCommand } from './content';
import { harmless } from './escapes';
import { type ActionEntry, limits, type TerminalPiece } from './model';

/** The terminal's text while frames are put in: pieces with running numbers, the oldest let go. */
export class TerminalText {
  readonly pieces: TerminalPiece[];
  private size: number;

  constructor(pieces: readonly TerminalPiece[], public nextSeq: number, public prompt: string) {
    this.pieces = [...pieces];
    this.size = this.pieces.reduce((sum, piece) => sum + piece.text.length, 0);
  }

  command(entry: ActionEntry): void {
    const who = entry.who === 'agent' ? '\x1b[35m●\x1b[0m ' : '';
    this.add(`${who}\x1b[2m${shortened(this.prompt)}\x1b[0m ${harmless(entry.subject).replace(/\n/g, '\n\x1b[2m>\x1b[0m ')}\n`);
  }

  input(entry: ActionEntry): void {
    this.add(`\x1b[2m${harmless(entry.subject)}\x1b[0m\n`);
  }

  output(text: string): void {
    this.add(text.length > limits.pieceText ? `\x1b[2m… output left out …\x1b[0m\n${text.slice(-limits.pieceText)}` : text);
  }

  /** What is left to show when a command has been answered. */
  answer(content: string, streamed: number): void {
    const { output, prompt } = splitCommand(content);
    // Its colours end with it.
    if (streamed === 0 && output) this.output(harmless(output));
    const isLineEnded = /(^|\n)(\x1b\[[\d;]*m)*$/.test(this.pieces.at(-1)?.text.slice(-40) ?? '');
    this.add(isLineEnded ? '\x1b[0m' : '\x1b[0m\n');
    if (prompt) this.prompt = prompt;
  }

  private add(text: string): void {
    this.pieces.push({ seq: this.nextSeq++, text });
    this.size += text.length;
    if (this.pieces.length <= limits.terminalPieces * 1.2 && this.size <= limits.terminalSize) return;
    let surplus = Math.max(0, this.pieces.length - limits.terminalPieces);
    for (let index = 0; index < surplus; index++) this.size -= this.pieces[index]!.text.length;
    while (this.size > limits.terminalSize) this.size -= this.pieces[surplus++]!.text.length;
    this.pieces.splice(0, surplus);
  }
}

// Of a prompt such as me@host:/long/way/to/here #, the directory's own name. Its sign is $ for everybody, as in the command line below.
function shortened(prompt: string): string {
  const name = prompt.replace(/ ?[$#]$/, '').replace(/^.*\//, '');
  // The directory of a session is called like it, which nobody reads.
  if (!name || /^[\da-f-]{32,36}$/.test(name)) return '$';
  return `${name.length > 24 ? `${name.slice(0, 8)}…` : name} $`;
}
