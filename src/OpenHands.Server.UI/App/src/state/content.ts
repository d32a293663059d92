/** What is inside the content of observations. */

export interface CommandContent {
  output: string;
  /** `user@host:directory $`, or nothing. */
  prompt: string;
}

/** Parts the output of a command from the prompt block behind it. */
export function splitCommand(content: string): CommandContent {
  const at = content.lastIndexOf('\r\n\r\n');
  if (at < 0) return { output: content, prompt: '' };
  const block = content.slice(at + 4).replace(/^\[Python Interpreter: [^\]\n]*\]/, '').trim();
  // What follows an empty line of the output itself is no prompt.
  return /^[^\n]*[$#]$/.test(block) ? { output: content.slice(0, at), prompt: block } : { output: content, prompt: '' };
}

export interface CellContent {
  text: string;
  images: string[];
}

// What drew it may have ended its data with a line end.
const picture = /!\[image\]\((data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\n]+)\)/g;

/** Parts what a cell printed from the pictures that it drew. Only pictures that are data are taken. */
export function splitCell(content: string): CellContent {
  const images: string[] = [];
  const printed = content.replace(picture, (_, address: string) => {
    images.push(address.replaceAll('\n', ''));
    return '';
  });
  // A picture stands for itself.
  const isName = (line: string) => images.length > 0 && /^<Figure size [\d.x]+ with \d+ Axes>$/.test(line);
  const lines = printed.split('\n').filter((line) => !/^\[Jupyter (current working directory|Python interpreter): .*\]$/.test(line.trim()) && !isName(line.trim()));
  return { text: lines.join('\n').replaceAll('\n\n\n', '\n\n').replace(/^\n+|\s+$/g, ''), images };
}

/** A screenshot as an address that shows a picture and nothing else; empty when it is none. */
export function screenshotAddress(value: string): string {
  if (!value) return '';
  const address = value.startsWith('data:') ? value : `data:image/png;base64,${value}`;
  return /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=\s]+$/.test(address) ? address : '';
}
