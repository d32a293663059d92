import { describe, expect, it } from 'vitest';
import { screenshotAddress, splitCell, splitCommand } from '../src/state/content';
import { vector } from './frames';

interface Exchange {
  case: string;
  body: { observation?: string; content?: string };
}

describe('the content of a command', () => {
  // Of these, 0.9.3 showed several prompts, or the one of a command that still ran.
  const odd = ['comment_then_cmd', 'unterminated_quote', 'timeout_blocking', 'read_prompt_interactive'];
  const answers = vector<Exchange[]>('client/http').filter((row) =>
    row.body?.observation === 'run' && row.body.content?.split('\r\n\r\n').length === 2 && /@[^\n]*[$#] $/.test(row.body.content) && !odd.includes(row.case));

  it('was recorded often enough', () => expect(answers.length).toBeGreaterThan(20));

  it.each(answers.map((row) => [row.case, row.body.content!] as const))('of 0.9.3 ends before its prompt: %s', (_, content) => {
    const { output, prompt } = splitCommand(content);

    expect(prompt).toMatch(/^\S+@\S+:.*[$#]$/);
    expect(output).not.toContain(prompt);
    expect(output).not.toContain('[Python Interpreter');
  });

  it('may hold empty lines of its own', () => {
    expect(splitCommand('a\r\n\r\nb')).toEqual({ output: 'a\r\n\r\nb', prompt: '' });
  });

  it('may have no prompt', () => {
    expect(splitCommand('a\n')).toEqual({ output: 'a\n', prompt: '' });
  });
});

describe('the content of a cell', () => {
  it('is parted into text and pictures, without what is said about the kernel', () => {
    const content = 'hello\n<Figure size 600x300 with 1 Axes>\n![image](data:image/png;base64,AAAA)\n[Jupyter current working directory: /w]\n[Jupyter Python interpreter: /usr/bin/python3]';

    expect(splitCell(content)).toEqual({ text: 'hello', images: ['data:image/png;base64,AAAA'] });
  });

  it('may have a picture whose data end with a line end', () => {
    expect(splitCell('a\n![image](data:image/png;base64,AAAA\n)\nb')).toEqual({ text: 'a\n\nb', images: ['data:image/png;base64,AAAA'] });
  });

  it('brings no picture from elsewhere', () => {
    expect(splitCell('![image](https://evil.example/a.png)').images).toEqual([]);
  });
});

describe('a screenshot', () => {
  it.each([['', ''], ['AAAA', 'data:image/png;base64,AAAA'], ['data:image/png;base64,AAAA', 'data:image/png;base64,AAAA'], ['data:text/html,<script>', ''], ['https://evil.example', '']])(
    '%s is shown as %s', (value, address) => expect(screenshotAddress(value)).toBe(address));
});
