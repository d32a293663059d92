import { isSame } from './actions';
import type { AgentState } from './frames';
import type { ActionEntry, Entry } from './model';

/** The states in which what waits for the user may still run. */
export const mayRun: readonly AgentState[] = ['awaiting_user_confirmation', 'user_confirmed', 'user_rejected', 'loading', 'init'];

// What happens between a question and its answer is a matter of a few entries.
const decidedWithin = 100;

/** Which entry an action decides on: what the user decided comes as the same action again, and nothing else of the agent comes between. -1 for an action that is another one. */
export function decidedBy(entries: readonly Entry[], action: ActionEntry): number {
  if (action.confirmation === 'awaiting') return -1;
  const asks = waiting(entries);
  const index = asks < 0 ? droppedLast(entries) : asks;
  const asked = entries[index];
  return asked?.kind === 'action' && isSame(asked, action) ? index : -1;
}

/** What waits for the user; -1 for nothing. It is one thing at a time. */
export function waiting(entries: readonly Entry[]): number {
  return latest(entries, (entry) => entry.confirmation === 'awaiting');
}

/** What the agent wanted to do last, if nobody was to decide on it any more: started again, a server goes on asking. -1 when it was decided. */
export function droppedLast(entries: readonly Entry[]): number {
  const index = latest(entries, (entry) => entry.who === 'agent');
  const entry = entries[index];
  return entry?.kind === 'action' && entry.confirmation === 'dropped' ? index : -1;
}

function latest(entries: readonly Entry[], isIt: (entry: ActionEntry) => boolean): number {
  const oldest = Math.max(0, entries.length - decidedWithin);
  for (let index = entries.length - 1; index >= oldest; index--) {
    const entry = entries[index]!;
    if (entry.kind === 'action' && isIt(entry)) return index;
  }
  return -1;
}
