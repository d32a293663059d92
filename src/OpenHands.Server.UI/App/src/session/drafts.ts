import type { OpenFile } from './openFile';

/** What the user has open or has begun to write in one session. */
export interface SessionDrafts {
  file?: OpenFile;
  /** Rules of the analyzer, as long as they are not saved. */
  rules?: string;
  /** A command that is not entered yet. */
  command?: string;
}

/** Unsaved work, by session: neither another panel, nor another session, nor a connection that breaks costs any of it. In memory only, so a reload asks first. */
export class Drafts {
  private readonly sessions = new Map<string, SessionDrafts>();

  of(session: string): SessionDrafts {
    const known = this.sessions.get(session) ?? {};
    this.sessions.set(session, known);
    return known;
  }

  /** Takes unsaved work along when its session has ended and another one takes its place. */
  move(from: string, to: string): void {
    const drafts = this.sessions.get(from);
    if (from === to || !drafts) return;
    this.sessions.delete(from);
    if (isUnsaved(drafts)) this.sessions.set(to, drafts);
    else if (drafts.command) this.sessions.set(to, { command: drafts.command });
  }

  drop(session: string): void {
    this.sessions.delete(session);
  }

  get isUnsaved(): boolean {
    return [...this.sessions.values()].some(isUnsaved);
  }
}

export const drafts = new Drafts();

// A half-typed command is kept, and soon typed again: nobody is asked because of it.
function isUnsaved({ file, rules }: SessionDrafts): boolean {
  return rules !== undefined || file?.snapshot().isDirty === true;
}
