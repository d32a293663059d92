import { expect, it } from 'vitest';
import { altKeyOf, type KeyPress } from '../src/keys';

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, code, altKey: true, ctrlKey: false, metaKey: false, ...more });

it.each([
  ['[', 'Digit5', 'German'],
  ['ś', 'KeyS', 'Polish'],
  ['Dead', 'KeyN', 'American'],
  ['≤', 'Comma', 'American'],
])('a Mac writes %s with %s on a %s keyboard, and only where one writes', (key, code) => {
  expect(altKeyOf(press(key, code), true, true)).toBeUndefined();
  expect(altKeyOf(press(key, code), false, true)).toBe(code === 'Comma' ? ',' : code.at(-1)!.toLowerCase());
});

it.each([
  ['ы', 'KeyS', 's'],
  ['é', 'Digit2', '2'],
  ['Y', 'KeyY', 'y'],
])('%s with %s is a shortcut in fields of other computers, where Alt writes nothing', (key, code, meant) => expect(altKeyOf(press(key, code), true, false)).toBe(meant));

it('a letter counts by what is written on the key', () => {
  expect(altKeyOf(press('y', 'KeyZ'), false, false)).toBe('y');
  expect(altKeyOf(press('y', 'KeyZ'), true, true)).toBe('y');
});

it.each([
  [{ altKey: false }], [{ ctrlKey: true }], [{ metaKey: true }],
])('no shortcut is pressed with %j', (more) => expect(altKeyOf(press('y', 'KeyY', more), false, false)).toBeUndefined());
