import type { AgentState } from './state/frames';
import type { ActionEntry, Result, Risk } from './state/model';

/** What the page calls things. */
export const stateWords: Record<AgentState, string> = {
  loading: 'Starting', init: 'Ready', running: 'Working', awaiting_user_input: 'Your turn', paused: 'Paused', stopped: 'Stopped', finished: 'Finished',
  rejected: 'Declined', error: 'Failed', awaiting_user_confirmation: 'Needs your approval', user_confirmed: 'Approved', user_rejected: 'Rejected',
};

export function stateTone(state: AgentState): 'busy' | 'good' | 'bad' | 'ask' | 'calm' {
  switch (state) {
    case 'running': case 'loading': case 'user_confirmed': return 'busy';
    case 'finished': case 'init': return 'good';
    case 'error': case 'rejected': return 'bad';
    case 'awaiting_user_confirmation': case 'awaiting_user_input': return 'ask';
    default: return 'calm';
  }
}

export const riskWords: Record<`${Risk}`, string> = { '-1': 'unknown risk', '0': 'low risk', '1': 'medium risk', '2': 'high risk' };

const verbs: Record<string, [doing: string, done: string]> = {
  run: ['Running', 'Ran'], input: ['Answering', 'Answered'], run_ipython: ['Running Python', 'Ran Python'], browse: ['Opening', 'Opened'], browse_interactive: ['Using the browser', 'Used the browser'],
  read: ['Reading', 'Read'], write: ['Writing', 'Wrote'],
};

export function verb(entry: ActionEntry): string {
  if (entry.confirmation === 'awaiting') return `Wants to ${({ run: 'run', run_ipython: 'run Python', browse: 'open', browse_interactive: 'use the browser', read: 'read', write: 'write' } as Record<string, string>)[entry.action] ?? entry.action}`;
  if (entry.confirmation === 'rejected') return 'Was not allowed to run';
  if (entry.confirmation === 'dropped') return 'Did not run';
  const words = verbs[entry.action];
  return words ? words[entry.result ? 1 : 0] : entry.action.replaceAll('_', ' ');
}

/** How an action ended, in a word or two; empty when it went well or still runs. */
export function outcome(result: Result | undefined): string {
  switch (result?.status) {
    case 'running': return 'still running';
    case 'waiting_for_input': return 'waits for input';
    case 'timed_out': return 'timed out';
    case 'interrupted': return 'interrupted';
    case 'shell_ended': return 'shell ended';
    case 'kernel_ended': return 'kernel ended';
    case 'rejected': return 'rejected';
  }
  if (!result || result.ok) return '';
  return result.exitCode === undefined ? 'failed' : `exit ${result.exitCode}`;
}

export function duration(from: number | undefined, to: number | undefined): string {
  if (from === undefined || to === undefined || to < from) return '';
  const milliseconds = to - from;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

// Made once: to make one takes longer than to use it a thousand times.
const minutes = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'short' });
const seconds = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export function clock(at: number | undefined): string {
  return at === undefined ? '' : minutes.format(at);
}

export function dayAndTime(at: number): string {
  return days.format(at);
}

export function exactClock(at: number | undefined): string {
  return at === undefined ? '' : seconds.format(at);
}
