import { describe, expect, it } from 'vitest';
import { type ActionEntry, emptySession, limits, runningCommand, type SessionState } from '../src/state/model';
import { connected, receive, replayFrom, send } from '../src/state/reduce';
import { output, ran, recorded, run, say, state } from './frames';

const text = (session: SessionState) => session.entries.map((entry) => (entry.kind === 'action' ? `${entry.who}> ${entry.subject}` : `${entry.kind === 'message' ? entry.who : entry.tone}: ${entry.text}`));
const actions = (session: SessionState) => session.entries.filter((entry): entry is ActionEntry => entry.kind === 'action');
const screen = (session: SessionState) => session.terminal.map((piece) => piece.text).join('').replace(/\x1b\[\d*m/g, '');

describe('a session of 0.9.3, as recorded', () => {
  it('starts with a token and is ready', () => {
    const session = receive(receive(emptySession, recorded('connect without token')), recorded('send initialize'));

    expect(session.token).toBe('<TOKEN>');
    expect(session.agentState).toBe('init');
    expect(session.entries).toEqual([]);
  });

  it('shows a task from its first command to its end', () => {
    const session = receive(emptySession, recorded('send user message; agent scripted'));

    expect(text(session)).toEqual(['agent> ls', 'agent: bye']);
    expect(actions(session)[0]).toMatchObject({ thought: 'looking', result: { ok: true, exitCode: 0, text: 'OUT ls' } });
    expect(session.agentState).toBe('finished');
  });

  it('joins the answer to a command of the user with what the page showed of it', () => {
    const asked = send({ ...emptySession, latestId: 12 }, { action: 'run', args: { command: 'whoami' } }, 1);

    const session = receive(asked, recorded('user sends a run action directly'));

    expect(actions(session)).toHaveLength(1);
    expect(actions(session)[0]).toMatchObject({ id: 13, who: 'user', result: { text: 'OUT whoami' } });
    expect(screen(session)).toBe('$ whoami\nOUT whoami\n');
  });

  it('is the same after a replay as before the connection broke', () => {
    let session = receive(emptySession, recorded('send user message; agent scripted'));
    session = send(session, { action: 'run', args: { command: 'whoami' } }, 1);
    session = receive(session, recorded('user sends a run action directly'));
    const before = text(session);

    session = receive(connected(session), recorded('reconnect with token&latest_event_id=5'));

    expect(text(session).slice(0, before.length)).toEqual(before);
    expect(text(session).slice(before.length)).toEqual(['user> a.txt', 'agent: waiting']);
  });

  it('asks for approval, and shows what was approved once', () => {
    const asked = receive(emptySession, recorded('confirmation: user message; agent proposes run'));
    const session = receive(asked, recorded('confirmation: user_confirmed'));

    expect(asked.agentState).toBe('awaiting_user_confirmation');
    expect(actions(asked).map((entry) => entry.confirmation)).toEqual(['awaiting']);
    expect(screen(asked)).toBe('');
    expect(actions(session)[0]).toMatchObject({ confirmation: 'confirmed', result: { ok: true } });
  });

  it('shows what was rejected as rejected', () => {
    const asked = receive({ ...emptySession }, recorded('confirmation: second proposal'));
    const session = receive(asked, recorded('confirmation: user_rejected'));

    expect(actions(session).map((entry) => entry.confirmation)).toEqual(['rejected']);
    expect(session.agentState).toBe('awaiting_user_input');
  });

  it('asks when it is known for what', () => {
    const [running, asks, action] = recorded('confirmation: user message; agent proposes run');

    const told = receive(emptySession, [state('init', 3), running!, asks!]);

    expect(told.agentState).toBe('running');
    expect(receive(told, [action!]).agentState).toBe('awaiting_user_confirmation');
    expect(receive(receive(told, [state('running', 9)]), [run(10, 'ls')]).agentState).toBe('running');
  });

  it('shows what waited when the agent was stopped as what did not run', () => {
    const asked = receive(emptySession, recorded('confirmation: user message; agent proposes run'));

    const session = receive(asked, [state('stopped', 11)]);

    expect(actions(session).map((entry) => entry.confirmation)).toEqual(['dropped']);
    expect(runningCommand(session.entries)).toBeUndefined();
  });

  it('shows it so after a replay, too, and asks for what the agent wants next', () => {
    const waits = (id: number, command: string) => run(id, command, { is_confirmed: 'awaiting_confirmation' });

    const session = receive(connected(emptySession), [waits(1, 'rm x'), say(2, 'well', 'user'), waits(4, 'rm x'), state('awaiting_user_confirmation')]);
    const confirmed = receive(session, [run(6, 'rm x'), state('user_confirmed', 7)]);

    expect(actions(session).map((entry) => entry.confirmation)).toEqual(['dropped', 'awaiting']);
    expect(actions(confirmed).map((entry) => entry.confirmation)).toEqual(['dropped', 'confirmed']);
  });

  it('goes on asking when the server was started again', () => {
    const asked = receive(emptySession, [...recorded('confirmation: user message; agent proposes run'), state('stopped', 11)]);

    const session = receive(connected(asked), [state('loading', 20), state('init', 21), state('awaiting_user_confirmation', 22)]);

    expect(actions(session).map((entry) => entry.confirmation)).toEqual(['awaiting']);
  });

  it('says why a start failed, and not of which part of the program', () => {
    const session = receive(emptySession, [{ error: true, message: 'Error creating controller. bash was not found.' }]);

    expect(text(session)).toEqual(['error: bash was not found.']);
  });

  it('tells errors of frames, and ends with a token that is not valid', () => {
    const session = receive(receive(emptySession, recorded('send invalid JSON text')), recorded('connect with bad token'));

    expect(text(session)).toEqual(['error: Invalid JSON']);
    expect(session.fatal).toEqual({ message: 'Invalid token', code: 401 });
  });
});

describe('a broken connection', () => {
  it('asks for everything since the oldest message whose event is not known', () => {
    let session = receive(emptySession, [say(3, 'one')]);
    session = send(session, { action: 'message', args: { content: 'two' } }, 1);
    session = receive(session, [state('running', 5), say(6, 'three')]);

    expect(replayFrom(session)).toBe(3);
  });

  it('neither loses nor doubles a message that was stored', () => {
    let session = send({ ...emptySession, latestId: 3 }, { action: 'message', args: { content: 'hello' } }, 1);

    session = receive(connected(session), [say(4, 'hello', 'user'), say(6, 'hi'), state('awaiting_user_input')]);

    expect(text(session)).toEqual(['user: hello', 'agent: hi']);
    expect(session.entries[0]).toMatchObject({ id: 4, lost: false });
  });

  it('says so when a message did not arrive', () => {
    let session = send({ ...emptySession, latestId: 3 }, { action: 'message', args: { content: 'hello' } }, 1);

    session = receive(connected(session), [state('init')]);

    expect(session.entries[0]).toMatchObject({ text: 'hello', lost: true });
  });

  it('does not give up what was sent before the replay was over', () => {
    let session = connected({ ...emptySession, latestId: 3 });
    session = send(session, { action: 'message', args: { content: 'eager' } }, 1);

    session = receive(session, [state('init')]);

    expect(session.entries[0]!.lost).toBeUndefined();
  });

  it('shows an event that comes twice once', () => {
    const session = receive(receive(emptySession, [say(1, 'a'), say(2, 'b')]), [say(1, 'a'), say(2, 'b'), say(3, 'c')]);

    expect(text(session)).toEqual(['agent: a', 'agent: b', 'agent: c']);
  });

  it('shows a command once whose output told its id before it broke', () => {
    let session = receive(emptySession, [state('init', 1)]);
    session = send(session, { action: 'run', args: { command: 'cat gate' } }, 1);
    session = receive(session, [output(2, 0, 'begun')]);
    const unknown = { id: 3, source: 'user', cause: 2, observation: 'error', content: 'Outcome unknown: the program ended.', extras: {} };

    session = receive(connected(session), [run(2, 'cat gate', {}, 'user'), unknown, state('init', 4)]);

    expect(actions(session)).toMatchObject([{ id: 2, subject: 'cat gate', result: { ok: false, text: 'Outcome unknown: the program ended.' } }]);
    expect(screen(session)).toBe('$ cat gate\nbegun\n');
    expect(session.latestId).toBe(4);
  });

  it('takes the same words of another client for another message', () => {
    let session = send({ ...emptySession, latestId: 3 }, { action: 'message', args: { content: 'hello' } }, 1);

    session = receive(session, [say(7, 'hello', 'user')]);

    expect(text(session)).toEqual(['user: hello', 'user: hello']);
  });

  it('recognises a message in which the server masked a secret', () => {
    let session = send({ ...emptySession, latestId: 3 }, { action: 'message', args: { content: 'key 12345678' } }, 1);
    session = receive(session, [say(6, 'noted')]);

    session = receive(connected(session), [say(4, 'key ***', 'user'), state('init')]);

    expect(text(session)).toEqual(['user: key 12345678', 'agent: noted']);
    expect(session.entries[0]!.lost).toBe(false);
  });

  it('goes on when the server has forgotten the session', () => {
    let session = receive(emptySession, [say(40, 'before')]);

    session = receive(connected(session), [state('loading', 1), state('init', 3), say(5, 'after')]);

    expect(session.agentState).toBe('init');
    expect(text(session)).toEqual(['agent: before', expect.stringContaining('begins anew'), 'agent: after']);
  });
});

describe('output while a command runs', () => {
  it('is shown as it comes, and not again at the end', () => {
    let session = receive(emptySession, [run(1, 'make')]);
    session = receive(session, [output(1, 0, 'a\n'), output(1, 2, 'b\n')]);
    const during = actions(session)[0]!.live;
    session = receive(session, [ran(2, 1, 'a\nb\n\r\n\r\n\nme@host:/w $ ')]);

    expect(during).toBe('a\nb\n');
    expect(screen(session)).toBe('● $ make\na\nb\n');
    expect(session.prompt).toBe('me@host:/w $');
  });

  it.each([
    ['me@host:/w $', 'w $'],
    ['root@host:/srv/data #', 'data $'],
    ['root@host:/w/0d8e8c6e-0f3a-4a55-9f3e-111122223333 #', '$'],
    ['me@host:/a/a-very-long-name-of-a-directory $', 'a-very-l… $'],
  ])('is followed by a command behind the directory of %s', (prompt, shown) => {
    const session = receive(emptySession, [run(1, 'cd'), ran(2, 1, `\r\n\r\n${prompt} `), run(3, 'ls')]);

    expect(screen(session)).toBe(`● $ cd\n● ${shown} ls\n`);
  });

  it('may come before the action that it belongs to', () => {
    const session = receive(emptySession, [output(1, 0, 'early\n'), run(1, 'make'), output(1, 6, 'late\n')]);

    expect(screen(session)).toBe('● $ make\nearly\nlate\n');
  });

  it('is put beside the command of this page, whose id is not known', () => {
    let session = send({ ...emptySession, latestId: 4 }, { action: 'run', args: { command: 'make' } }, 1);
    session = receive(session, [output(5, 0, 'x\n'), ran(6, 5, 'x\n', 0, 'user')]);

    expect(actions(session)[0]).toMatchObject({ id: 5, result: { ok: true } });
    expect(screen(session)).toBe('$ make\nx\n');
  });

  it('says that something is missing', () => {
    const session = receive(emptySession, [run(1, 'make'), output(1, 500, 'end\n')]);

    expect(screen(session)).toContain('earlier output is not shown');
  });
});

describe('how long a command of this page took', () => {
  const asked = () => send({ ...emptySession, latestId: 4 }, { action: 'run', args: { command: 'make' } }, 1_000);
  const answer = { ...ran(6, 5, 'x\n', 0, 'user'), timestamp: '2030-01-01T00:00:00' };

  it('is told by the clock of this computer alone', () => {
    const session = receive(asked(), [answer], 3_500);

    expect(actions(session)[0]).toMatchObject({ at: 1_000, result: { at: 3_500 } });
  });

  it('is told by the clock of the server alone when that told when it began', () => {
    const replayed = receive(connected(asked()), [{ ...run(5, 'make', {}, 'user'), timestamp: '2029-12-31T23:59:58' }, answer], 9_999);

    const [command] = actions(replayed);
    expect(command!.result!.at! - command!.at!).toBe(2_000);
  });
});

describe('a command that goes on', () => {
  const input = { action: 'run', args: { command: 'Ada', is_input: true } };

  it('has ended when it says so, whatever its input was answered', () => {
    let session = send({ ...emptySession, latestId: 0 }, { action: 'run', args: { command: 'read x' } }, 1);
    session = receive(session, [output(1, 0, 'name? ')]);
    session = send(session, input, 2);
    const during = runningCommand(session.entries);
    session = receive(session, [{ ...ran(3, 2, '[Another call gets its output.]', -1, 'user'), extras: { command: 'Ada', exit_code: -1, status: 'running' } }, ran(4, 1, 'name? hello\n', 0, 'user')]);

    expect(during?.subject).toBe('read x');
    expect(runningCommand(session.entries)).toBeUndefined();
    expect(screen(session)).not.toContain('Another call');
  });

  it('goes on after its first answer until its input is answered with its end', () => {
    const waits = { ...ran(2, 1, 'name? ', -1), extras: { command: 'read x', exit_code: -1, status: 'waiting_for_input' } };
    const waiting = receive(emptySession, [run(1, 'read x'), waits]);
    const session = receive(waiting, [run(3, 'Ada', { is_input: true }), ran(4, 3, 'hello Ada\n')]);

    expect(runningCommand(waiting.entries)?.subject).toBe('read x');
    expect(runningCommand(session.entries)).toBeUndefined();
    expect(screen(session)).toBe('● $ read x\nname? \nAda\nhello Ada\n');
  });
});

describe('the output after an input', () => {
  it('is shown as it comes, also when the command was answered before', () => {
    const waits = { ...ran(2, 1, 'name? ', -1, 'user'), extras: { command: 'read x', exit_code: -1, status: 'waiting_for_input' } };
    let session = send({ ...emptySession, latestId: 0 }, { action: 'run', args: { command: 'read x' } }, 1);
    session = receive(session, [output(1, 0, 'name? '), waits]);
    session = send(session, { action: 'run', args: { command: 'Ada', is_input: true } }, 2);
    session = receive(session, [output(3, 0, 'hello Ada\n')]);
    const during = screen(session);
    session = receive(session, [ran(4, 3, 'hello Ada\n', 0, 'user')]);

    expect(during).toBe('$ read x\nname? \nAda\nhello Ada\n');
    expect(screen(session)).toBe(during);
    expect(runningCommand(session.entries)).toBeUndefined();
  });
});

describe('limits', () => {
  it('keeps the last ten thousand entries and counts the others', () => {
    const frames = Array.from({ length: limits.entries + 500 }, (_, id) => say(id, `m${id}`));

    const session = receive(emptySession, frames);

    expect(session.entries).toHaveLength(limits.entries);
    expect(session.dropped).toBe(500);
    expect(text(session).at(-1)).toBe(`agent: m${limits.entries + 499}`);
  });

  it('shortens long output in the middle', () => {
    const session = receive(emptySession, [run(1, 'x'), ran(2, 1, `begin${'.'.repeat(1_000_000)}end`)]);

    const { text: kept } = actions(session)[0]!.result!;
    expect(kept.length).toBeLessThan(limits.text + 100);
    expect(kept).toMatch(/^begin[^]*left out[^]*end$/);
  });

  it('lets the oldest go when all of it is too long, and keeps the last whatever its length', () => {
    const long = '.'.repeat(limits.text);
    const most = Math.floor(limits.size / limits.text);

    const session = receive(emptySession, Array.from({ length: most + 100 }, (_, id) => say(id, long)));

    expect(session.size).toBeLessThanOrEqual(limits.size);
    expect(session.entries).toHaveLength(most);
    expect(session.dropped).toBe(100);
  });

  it('knows how much it holds after answers and live output, too', () => {
    const session = receive(emptySession, [run(1, 'ls'), output(1, 0, 'half'), ran(2, 1, 'half and half'), say(3, 'done')]);

    expect(session.size).toBe('ls'.length + 'half and half'.length + 'done'.length);
  });

  it('bounds the terminal by characters as well', () => {
    const session = receive(emptySession, Array.from({ length: 100 }, (_, n) => [run(2 * n, 'x'), ran(2 * n + 1, 2 * n, 'y'.repeat(150_000))]).flat());

    expect(session.terminal.reduce((sum, piece) => sum + piece.text.length, 0)).toBeLessThanOrEqual(limits.terminalSize);
  });

  it('leaves what has not changed the same', () => {
    const before = receive(emptySession, [run(1, 'ls'), ran(2, 1, 'a\n')]);

    const after = receive(before, [state('running')]);

    expect(after.entries).toBe(before.entries);
    expect(after.terminal).toBe(before.terminal);
  });

  it('takes ten thousand events in a moment', () => {
    let session = emptySession;
    const began = performance.now();
    for (let batch = 0; batch < 200; batch++) {
      const first = batch * 50;
      session = receive(session, Array.from({ length: 25 }, (_, n) => [run(first + 2 * n, 'ls'), ran(first + 2 * n + 1, first + 2 * n, 'a\n')]).flat());
    }

    expect(session.entries).toHaveLength(5000);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('extension frames', () => {
  it('show the screen, and forget it with the connection', () => {
    const session = receive(emptySession, [{ extension: 'screen', url: 'https://example.com/', width: 1280, height: 720, image: '/9j/4AAQ' }]);

    expect(session.screen).toEqual({ url: 'https://example.com/', picture: 'data:image/jpeg;base64,/9j/4AAQ' });
    expect(receive(session, [{ extension: 'screen', url: 'https://example.com/', image: '"><script>' }]).screen).toEqual(session.screen);
    expect(receive(session, [{ extension: 'screen', url: '', width: 0, height: 0, image: '' }]).screen).toBeUndefined();
    expect(connected(session).screen).toBeUndefined();
  });

  it('are not there in every server, which is nothing to tell the user', () => {
    const refusal = { source: 'agent', message: '', observation: 'error', content: "The feature 'screen' is not there yet: this server has no live picture of the browser.", extras: {} };

    expect(receive(emptySession, [refusal]).entries).toEqual([]);
  });

  it.each([
    ['words', { extension: 'tokens', text: 'So' }],
    ['event', { id: 3, source: 'agent', action: 'message', args: { content: 'Done.' } }],
    ['state', { id: 3, observation: 'agent_state_changed', extras: { agent_state: 'error' } }],
  ])('say why the agent waits, until its next %s', (_, next) => {
    const waiting = receive(emptySession, [{ extension: 'status', phase: 'waiting', message: 'It is too busy (429).' }]);

    expect(waiting).toMatchObject({ delay: 'It is too busy (429).', phases: [] });
    expect(receive(waiting, [next]).delay).toBe('');
  });

  it('list the phases of the last start only', () => {
    const phase = (message: string, elapsed: number) => ({ extension: 'status', phase: 'p', message, elapsed });

    const session = receive(emptySession, [phase('a', 0), phase('b', 2), phase('a', 0.1), phase('b', 1)]);

    expect(session.phases.map(({ message, elapsed }) => `${message} ${elapsed}`)).toEqual(['a 0.1', 'b 1']);
  });
});

it('leaves out what is said to agents about a command that goes on', () => {
  const answer = ran(2, 1, 'Name?\n[The command is waiting for input. Send text with is_input to answer it.]', -1);

  const session = receive(emptySession, [run(1, 'read'), { ...answer, extras: { ...(answer.extras as object), status: 'waiting_for_input' } }]);

  expect(actions(session)[0]!.result).toMatchObject({ text: 'Name?', status: 'waiting_for_input' });
});

describe('frames from strangers', () => {
  it.each([[{}], [{ action: 7 }], [{ observation: 'run' }], [{ action: 'run', args: null }], [{ observation: 'agent_state_changed', extras: { agent_state: '<b>' } }], [{ extension: 'x' }], [{ action: 'message', args: { content: {}, images_urls: 'x' } }]])(
    'are survived: %j', (frame) => expect(() => receive(emptySession, [frame])).not.toThrow());

  it('bring only pictures that are data', () => {
    const session = receive(emptySession, [{ id: 1, source: 'user', action: 'message', args: { content: 'x', images_urls: ['https://evil.example/a.png', 'data:image/svg+xml;base64,AA', 'data:image/png;base64,AA'] } }]);

    expect(session.entries[0]).toMatchObject({ images: ['data:image/png;base64,AA'] });
  });
});
