/** `times`: how often in a row; then `atMs` is of the newest. */
export interface Happening { atMs: number; tone: 'calm' | 'warn' | 'bad'; text: string; times: number }

const most = 200;

/** What happened to the stream, newest first; the oldest beyond so many are forgotten. */
export class Events {
  readonly list: Happening[] = [];
  /** Since the page was opened. */
  gaps = 0;
  evictions = 0;
  restarts = 0;
  version = 0;

  note(atMs: number, tone: Happening['tone'], text: string): void {
    const [newest] = this.list;
    if (newest?.text === text) {
      newest.atMs = atMs;
      newest.times++;
    } else this.list.unshift({ atMs, tone, text, times: 1 });
    if (this.list.length > most) this.list.pop();
    this.version++;
  }
}
