const shortest = 16;
const longest = 200;
const most = 500;
const unpainted = 250;

/**
 * Hands things on in batches, and lets the browser draw and listen between them. What a batch costs is what its drawing costs, however many things are in it: so after one
 * that was slow, more are gathered for the next, and a flood leaves half of the time to the user.
 */
export class Pace<T> {
  private waiting: T[] = [];
  private timer?: number;
  private isDrawing = false;
  private rest = shortest;

  constructor(private readonly take: (batch: T[]) => void) {}

  add(item: T): void {
    this.waiting.push(item);
    // Nothing may grow without bound while a browser neither draws nor keeps time for a page in the background.
    if (this.waiting.length >= 4 * most) this.handOn();
    else this.schedule();
  }

  /** Hands on what is there, now. */
  flush(): void {
    while (this.waiting.length > 0) this.handOn();
  }

  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  private schedule(): void {
    if (this.isDrawing || this.timer !== undefined || this.waiting.length === 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      this.draw();
    }, this.rest);
  }

  private draw(): void {
    if (this.waiting.length === 0) return;
    this.isDrawing = true;
    const begun = performance.now();
    afterDrawing(() => {
      this.isDrawing = false;
      this.rest = Math.min(longest, Math.max(shortest, performance.now() - begun));
      this.schedule();
    });
    this.handOn();
  }

  private handOn(): void {
    const batch = this.waiting.splice(0, most);
    if (batch.length > 0) this.take(batch);
  }
}

// A page in the background is not drawn.
function afterDrawing(done: () => void): void {
  let isDone = false;
  const finish = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    done();
  };
  const timer = window.setTimeout(finish, unpainted);
  requestAnimationFrame(() => setTimeout(finish));
}
