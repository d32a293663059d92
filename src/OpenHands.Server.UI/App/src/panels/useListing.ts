import { useState } from 'react';
import { Refusal } from '../session/api';
import { store } from '../session/store';
import { useFollowing } from './useFollowing';

interface Listing {
  names?: string[];
  problem: string;
  /** Whether the server did not say so, but did not answer at all. */
  isUnanswered?: boolean;
}

/** What is in a folder, and was there when it could be asked for last. */
export function useListing(path: string, changes: number): Listing {
  const [listing, setListing] = useState<Listing>({ problem: '' });
  useFollowing(changes, async () => {
    const answer = await ask(path);
    setListing((before) => answer.isUnanswered ? { names: before.names, problem: answer.problem } : answer);
  });
  return listing;
}

async function ask(path: string): Promise<Listing> {
  try {
    return { names: (await store.api.list(path)).filter((name) => typeof name === 'string'), problem: '' };
  } catch (error) {
    return { problem: (error as Error).message, isUnanswered: !(error instanceof Refusal) };
  }
}
