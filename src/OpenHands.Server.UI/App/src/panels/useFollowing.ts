import { useEffect, useRef } from 'react';

/** Asks, and asks again when something has changed. A thousand changes in a row ask a few times only: one question at a time, and one more when something changed meanwhile. */
export function useFollowing(changes: unknown, ask: () => Promise<unknown>): void {
  const question = useRef(ask);
  question.current = ask;
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
        await question.current();
      }
      isAsking.current = false;
    })();
  }, [changes]);
}
