import type { EditorState, StateEffect } from '@codemirror/state';
import { Refusal } from './api';

export interface Files {
  read: (path: string) => Promise<string>;
  save: (path: string, content: string) => Promise<void>;
}

export interface FileView {
  /** Whether it could be read at all. */
  isLoaded: boolean;
  isDirty: boolean;
  /** Whether somebody changed it on disk since the user began to change it here. */
  isBehind: boolean;
  /** What is on disk instead of what the user began with: saving waits until the user has said what becomes of it. */
  conflict?: string;
  message?: { text: string; isBad: boolean };
  /** Why it cannot be read, now. */
  problem?: { text: string; status?: number };
}

/** What an editor remembers of a text while it is not shown: cursor, undo, place. */
export interface Remembered {
  state: EditorState;
  scroll: StateEffect<unknown>;
}

/** A text file that the user has open: what is on disk, what the user made of it. It outlives the editor that shows it. */
export class OpenFile {
  remembered?: Remembered;
  /** Puts another text into the editor, while there is one. */
  show?: (text: string) => void;
  private view: FileView = { isLoaded: false, isDirty: false, isBehind: false };
  private began?: string;
  private own = '';
  private last: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<() => void>();

  /** `files` gives those of the session that is open now; each piece of work asks when it is asked for, however long it waits for its turn, and so stays in that workspace. */
  constructor(readonly path: string, private readonly files: () => Files) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): FileView => this.view;

  get text(): string {
    return this.own;
  }

  /** The user, or another text from disk, changed what is in the editor. */
  changed(text: string): void {
    this.own = text;
    this.tell({ message: undefined });
    // Taken back: what is on disk can be shown again.
    if (this.view.isBehind && !this.isDirty) void this.refresh();
  }

  /** Looks at the disk. Unsaved text is never replaced by what is there. */
  refresh(): Promise<void> {
    const files = this.files();
    return this.next(async () => {
      try {
        this.follow(await files.read(this.path));
      } catch (error) {
        this.tell({ problem: { text: (error as Error).message, status: statusOf(error) } });
      }
    });
  }

  /** Whether it is saved. If somebody else has changed it meanwhile, it is not: `conflict` asks. */
  save(): Promise<boolean> {
    const files = this.files();
    return this.next(() => this.write(files, false));
  }

  /** Answers a conflict: the user's own text is the one. */
  overwrite(): Promise<boolean> {
    const files = this.files();
    return this.next(() => this.write(files, true));
  }

  /** Answers a conflict: the one on disk is. */
  takeOther(): void {
    if (this.view.conflict !== undefined) this.take(this.view.conflict);
  }

  /** Leaves a conflict open. */
  decideLater(): void {
    this.tell({ conflict: undefined, isBehind: true });
  }

  private get isDirty(): boolean {
    return this.began !== undefined && this.own !== this.began;
  }

  private async write(files: Files, isMeant: boolean): Promise<boolean> {
    try {
      const there = isMeant ? undefined : await readIfThere(files, this.path);
      if (there !== undefined && !this.isDirty) {
        this.follow(there);
      } else if (there !== undefined && there !== this.began && there !== this.own) {
        this.tell({ conflict: there });
        return false;
      } else {
        const content = this.own;
        await files.save(this.path, content);
        this.began = content;
      }
      this.tell({ conflict: undefined, isBehind: false, problem: undefined, message: { text: 'Saved.', isBad: false } });
      return true;
    } catch (error) {
      this.tell({ conflict: undefined, message: { text: (error as Error).message, isBad: true } });
      return false;
    }
  }

  private follow(text: string): void {
    if (this.isDirty) this.tell({ isBehind: text !== this.began && text !== this.own, problem: undefined });
    else this.take(text);
  }

  // Told first: the editor answers that its text has changed, and that must be no news.
  private take(text: string): void {
    const isOther = text !== this.own;
    this.began = this.own = text;
    this.tell({ isLoaded: true, isBehind: false, conflict: undefined, problem: undefined });
    if (isOther && this.show) this.show(text);
    else if (isOther) this.remembered = undefined;
  }

  // One after the other: what was read before a save says nothing about what is there after it.
  private next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done;
    return done;
  }

  private tell(part: Partial<FileView>): void {
    const next: FileView = { ...this.view, ...part, isDirty: this.isDirty };
    const isNews = (Object.keys(next) as (keyof FileView)[]).some((key) => next[key] !== this.view[key]);
    if (!isNews) return;
    this.view = next;
    this.listeners.forEach((listener) => listener());
  }
}

async function readIfThere(files: Files, path: string): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Refusal ? error.status : undefined;
}
