import { useState } from 'react';
import { Refusal } from '../session/api';
import { store, useView } from '../session/store';
import { useFollowing } from './useFollowing';

/** What the server says of the session's analyzer, which it may have without anybody here having chosen one. */
export interface Analyzer {
  isThere: boolean;
  /** From which risk on an action waits for the user. */
  severity: number;
  policy: string;
  problem: string;
}

const none: Analyzer = { isThere: false, severity: 0, policy: '', problem: '' };

/** The analyzer of the session, once the server has said whether there is one, and a way to change what is known of it. */
export function useAnalyzer(): [known: Analyzer | undefined, change: (part: Partial<Analyzer>) => void] {
  const [known, setKnown] = useState<Analyzer>();
  const told = useView((view) => view.told);
  useFollowing(told, async () => {
    if (store.snapshot().session.agentState === 'loading') return;
    const answer = await ask();
    // A server that does not answer has not said that it is gone.
    setKnown((before) => answer.problem && before ? { ...before, problem: answer.problem } : answer);
  });
  return [known, (part) => setKnown((before) => ({ ...(before ?? none), ...part }))];
}

async function ask(): Promise<Analyzer> {
  try {
    const api = store.api.bound();
    const severity = await api.severity();
    return { isThere: true, severity: Math.max(0, severity), policy: await api.policy(), problem: '' };
  } catch (error) {
    return error instanceof Refusal && error.status === 404 ? none : { ...none, problem: (error as Error).message };
  }
}
