import { beforeEach, expect, it } from 'vitest';
import { Refusal } from '../src/session/api';
import { Drafts } from '../src/session/drafts';
import { type Files, OpenFile } from '../src/session/openFile';

let disk: string | undefined;
let problem: Error | undefined;
let shown: string[];
let saved: string[];

const files: Files = {
  read: async () => {
    if (problem) throw problem;
    if (disk === undefined) throw new Refusal('File not found: a.txt', 404);
    return disk;
  },
  save: async (_, content) => {
    if (problem) throw problem;
    saved.push(content);
    disk = content;
  },
};

beforeEach(() => {
  disk = 'one';
  problem = undefined;
  shown = [];
  saved = [];
});

/** As an editor does: what it is shown, it tells as a change. */
async function opened(): Promise<OpenFile> {
  const file = new OpenFile('a.txt', () => files);
  await file.refresh();
  file.show = (text) => { shown.push(text); file.changed(text); };
  return file;
}

it('follows the disk as long as nothing is unsaved, however often', async () => {
  const file = await opened();
  const seen: boolean[] = [];
  file.subscribe(() => seen.push(file.snapshot().isDirty));

  for (disk of ['two', 'three', 'three']) await file.refresh();

  expect(shown).toEqual(['two', 'three']);
  expect(file.text).toBe('three');
  expect(seen).not.toContain(true);
});

it('keeps what the user typed while the disk was read', async () => {
  const file = await opened();
  disk = 'two';

  const reading = file.refresh();
  file.changed('one, mine');
  await reading;

  expect(file.text).toBe('one, mine');
  expect(shown).toEqual([]);
  expect(file.snapshot()).toMatchObject({ isDirty: true, isBehind: true });
});

it('asks before it overwrites what somebody else wrote', async () => {
  const file = await opened();
  file.changed('mine');
  disk = 'theirs';

  expect(await file.save()).toBe(false);
  expect(saved).toEqual([]);
  expect(file.snapshot()).toMatchObject({ isDirty: true, conflict: 'theirs' });

  expect(await file.overwrite()).toBe(true);
  expect(disk).toBe('mine');
  expect(file.snapshot()).toMatchObject({ isDirty: false, isBehind: false, conflict: undefined });
});

it('takes the one on disk when the user says so', async () => {
  const file = await opened();
  file.changed('mine');
  disk = 'theirs';
  await file.save();

  file.takeOther();

  expect(shown).toEqual(['theirs']);
  expect(disk).toBe('theirs');
  expect(file.snapshot()).toMatchObject({ isDirty: false, conflict: undefined });
});

it('leaves both as they are when the user decides later, and asks again', async () => {
  const file = await opened();
  file.changed('mine');
  disk = 'theirs';
  await file.save();

  file.decideLater();
  expect(file.snapshot()).toMatchObject({ isDirty: true, isBehind: true, conflict: undefined });
  await file.save();

  expect(file.snapshot().conflict).toBe('theirs');
  expect([file.text, disk]).toEqual(['mine', 'theirs']);
});

it('follows again once the changes have been taken back', async () => {
  const file = await opened();
  file.changed('mine');
  disk = 'theirs';
  await file.refresh();

  file.changed('one');
  await file.refresh();

  expect(file.text).toBe('theirs');
  expect(file.snapshot()).toMatchObject({ isDirty: false, isBehind: false });
});

it('asks nothing when both wrote the same, or the file is gone', async () => {
  const file = await opened();
  file.changed('same');
  disk = 'same';
  expect(await file.save()).toBe(true);

  file.changed('again');
  disk = undefined;
  expect(await file.save()).toBe(true);

  expect(disk).toBe('again');
});

it('saves what it is told to save while it saves', async () => {
  const file = await opened();
  file.changed('first');
  const first = file.save();
  file.changed('second');
  const second = file.save();

  expect(await Promise.all([first, second])).toEqual([true, true]);
  expect(disk).toBe('second');
  expect(file.snapshot().isDirty).toBe(false);
});

it('is not saved when it could not be, and says why', async () => {
  const file = await opened();
  file.changed('mine');
  problem = new Error('The server does not answer.');

  expect(await file.save()).toBe(false);
  expect(file.snapshot()).toMatchObject({ isDirty: true, message: { text: 'The server does not answer.', isBad: true } });

  problem = undefined;
  expect(await file.save()).toBe(true);
});

it('says why it cannot be read, and forgets it when it can', async () => {
  const file = await opened();
  problem = new Refusal('Too large', 413);
  await file.refresh();
  expect(file.snapshot()).toMatchObject({ isLoaded: true, problem: { text: 'Too large', status: 413 } });

  problem = undefined;
  await file.refresh();

  expect(file.snapshot().problem).toBeUndefined();
});

it('forgets the cursor of a text that is not there any more', async () => {
  const file = await opened();
  file.show = undefined;
  file.remembered = {} as OpenFile['remembered'];
  await file.refresh();
  expect(file.remembered).toBeDefined();

  disk = 'two';
  await file.refresh();

  expect(file.remembered).toBeUndefined();
  expect(file.text).toBe('two');
});

it('stays in the session in which the saving began', async () => {
  const written: string[] = [];
  let session = 'a';
  const file = new OpenFile('a.txt', () => {
    const mine = session;
    return { read: files.read, save: async () => { written.push(mine); } };
  });
  await file.refresh();
  file.changed('mine');

  const saving = file.save();
  await Promise.resolve();
  session = 'b';
  await saving;

  expect(written).toEqual(['a']);
});

it('saves in the session in which the user said so, also when something else is to be done before', async () => {
  const written: string[] = [];
  let release: (text: string) => void = () => {};
  const held = new Promise<string>((resolve) => { release = resolve; });
  let session = 'a';
  let read = (): Promise<string> => Promise.resolve('one');
  const file = new OpenFile('a.txt', () => {
    const mine = session;
    return { read: () => read(), save: async () => { written.push(mine); } };
  });
  await file.refresh();
  file.changed('mine');
  read = () => held;

  const reading = file.refresh();
  const saving = file.save();
  const overwriting = file.overwrite();
  session = 'b';
  release('one');
  await Promise.all([reading, saving, overwriting]);

  expect(written).toEqual(['a', 'a']);
});

it('is unsaved work of its session, which goes along to the session that takes its place', async () => {
  const drafts = new Drafts();
  const file = await opened();
  drafts.of('a').file = file;
  expect(drafts.isUnsaved).toBe(false);

  file.changed('mine');
  expect(drafts.isUnsaved).toBe(true);
  drafts.move('a', '');
  drafts.move('', 'b');

  expect(drafts.of('b').file).toBe(file);
  expect(drafts.of('a').file).toBeUndefined();
  drafts.drop('b');
  expect(drafts.isUnsaved).toBe(false);
});

it('does not go along when nothing of it is unsaved', async () => {
  const drafts = new Drafts();
  drafts.of('a').file = await opened();

  drafts.move('a', 'b');

  expect(drafts.of('b')).toEqual({});
});
