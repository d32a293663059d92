const name = 'openhands-suggestion';

/** Puts a text where the user writes, to be changed and sent. */
export function suggest(text: string): void {
  dispatchEvent(new CustomEvent(name, { detail: text }));
}

/** Tells when a text is suggested; returns what ends that. */
export function onSuggestion(take: (text: string) => void): () => void {
  const listener = (event: Event) => take(String((event as CustomEvent).detail));
  addEventListener(name, listener);
  return () => removeEventListener(name, listener);
}
