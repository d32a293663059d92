/** What a key press is, as far as the shortcuts look at it. */
export interface KeyPress {
  key: string;
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/**
 * What is pressed together with Alt: a letter or a digit by what is written on the key, else by its place, since Alt makes other characters of some. Undefined for other presses, and for those that
 * write: on a Mac, Alt and a key are how many characters are typed, and in a field they are the user's own.
 */
export function altKeyOf(press: KeyPress, isWriting: boolean, isMac: boolean): string | undefined {
  if (!press.altKey || press.ctrlKey || press.metaKey) return undefined;
  if (/^[a-z\d,]$/i.test(press.key)) return press.key.toLowerCase();
  if (isMac && isWriting) return undefined;
  return /^(?:Key|Digit)(.)$/.exec(press.code)?.[1]?.toLowerCase() ?? (press.code === 'Comma' ? ',' : undefined);
}

/** Whether Alt is the Option key, which types. */
export function isMac(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
