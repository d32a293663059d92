import { useEffect, useRef, useState } from 'react';
import { store } from '../session/store';

interface Listing {
  names?: string[];
  problem: string;
}

/** What is in a folder. A thousand changes in a row ask for it a few times only: one request at a time, and one more when something changed meanwhile. */
export function useListing(path: string, changes: number): Listing {
  const [listing, setListing] = useState<Listing>({ problem: '' });
  const wanted = useRef(0);
  const isAsking = useRef(false);
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => { isHere.current = false; };
  }, []);
  useEffect(() => {
    wanted.current++;
    if (isAsking.current) return;
    isAsking.current = true;
    void (async () => {
      let asked = 0;
      while (isHere.current && asked !== wanted.current) {
        asked = wanted.current;
        const answer = await ask(path);
        if (isHere.current) setListing((before) => ({ names: answer.names ?? before.names, problem: answer.problem }));
      }
      isAsking.current = false;
    })();
  }, [path, changes]);
  return listing;
}

async function ask(path: string): Promise<Listing> {
  try {
    return { names: (await store.api.list(path)).filter((name) => typeof name === 'string'), problem: '' };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
