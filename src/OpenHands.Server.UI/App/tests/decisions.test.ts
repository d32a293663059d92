import { expect, it } from 'vitest';
import type { Frame } from '../src/state/frames';
import { type ActionEntry, clip, emptySession, limits, type SessionState } from '../src/state/model';
import { receive } from '../src/state/reduce';
import { run, state } from './frames';

const actions = (session: SessionState) => session.entries.filter((entry): entry is ActionEntry => entry.kind === 'action');
const write = (id: number, args: Frame, is: string): Frame => ({ id, source: 'agent', action: 'write', message: '', args: { path: 'a.txt', content: 'x', start: 0, end: -1, thought: '', is_confirmed: is, ...args } });
const cell = (id: number, args: Frame, is: string): Frame => ({ id, source: 'agent', action: 'run_ipython', message: '', args: { code: '1', thought: '', is_confirmed: is, ...args } });

it('leaves nothing out of what waits for the user before the decision, and keeps less after it', () => {
  const content = `begin${'.'.repeat(500_000)}end`;
  const command = `true ${'#'.repeat(200_000)}`;

  const asked = receive(emptySession, [write(1, { content }, 'awaiting_confirmation')]);
  const decided = receive(asked, [write(2, { content }, 'confirmed'), run(3, command, { is_confirmed: 'awaiting_confirmation' })]);
  const rejected = receive(decided, [run(4, command, { is_confirmed: 'rejected' })]);

  expect(actions(asked)).toMatchObject([{ body: content, confirmation: 'awaiting' }]);
  expect(actions(asked)[0]!.isCut).toBeFalsy();
  expect(actions(decided)).toMatchObject([{ body: clip(content), confirmation: 'confirmed' }, { subject: command, confirmation: 'awaiting' }]);
  expect(actions(rejected)[1]).toMatchObject({ subject: clip(command), confirmation: 'rejected' });
  expect(rejected.size).toBe(clip(content).length + clip(command).length + 'a.txt'.length);
});

it('says that what waits is cut when it is longer than anybody can look at, and still knows its decision', () => {
  const content = '.'.repeat(limits.asked + 1);

  const asked = receive(emptySession, [write(1, { content }, 'awaiting_confirmation')]);
  const session = receive(asked, [write(2, { content }, 'rejected')]);

  expect(actions(asked)).toMatchObject([{ isCut: true }]);
  expect(actions(session)).toMatchObject([{ body: clip(content), confirmation: 'rejected', isCut: false }]);
});

it('tells the lines of a write, and what the kernel runs first', () => {
  const session = receive(emptySession, [
    write(1, {}, 'confirmed'), write(2, { start: 2, end: 5 }, 'confirmed'), write(3, { start: 2 }, 'confirmed'), write(4, { start: 2, end: 2 }, 'confirmed'), cell(5, { kernel_init_code: 'import os' }, 'confirmed'),
  ]);

  expect(actions(session).map((entry) => entry.detail)).toEqual([
    '', 'In place of lines 3 to 5; the rest of the file stays.', 'In place of lines 3 to the last; the rest of the file stays.', 'Inserted before line 3; the rest of the file stays.', 'import os',
  ]);
});

it.each([
  ['another text', write(1, {}, 'awaiting_confirmation'), write(2, { content: 'y' }, 'confirmed')],
  ['other lines', write(1, {}, 'awaiting_confirmation'), write(2, { end: 7 }, 'confirmed')],
  ['another start of the kernel', cell(1, {}, 'awaiting_confirmation'), cell(2, { kernel_init_code: 'import os' }, 'confirmed')],
])('takes an action with %s for another one', (_, asked, other) => {
  const session = receive(emptySession, [asked, other]);

  expect(actions(session).map((entry) => entry.confirmation)).toEqual(['dropped', 'none']);
});

it('takes the same action for another one when the agent did something in between', () => {
  const asked = receive(emptySession, [run(1, 'ls', { is_confirmed: 'awaiting_confirmation' }), state('stopped', 2)]);

  const session = receive(asked, [run(4, 'pwd'), run(6, 'ls')]);

  expect(actions(session).map((entry) => [entry.subject, entry.confirmation])).toEqual([['ls', 'dropped'], ['pwd', 'none'], ['ls', 'none']]);
});

it('knows a decision that came when nothing waited any more', () => {
  const asked = receive(emptySession, [run(1, 'ls', { is_confirmed: 'awaiting_confirmation' }), state('running', 2)]);

  expect(actions(receive(asked, [run(4, 'ls')])).map((entry) => entry.confirmation)).toEqual(['confirmed']);
});
