import type { TapeOrder } from '../../../js/index.js';
import type { WorkerLink } from '../worker-link.js';
import type { Recording } from './recordings.js';
import { ReplayBar } from './replay-bar.js';
import { TapeClock, type TapeNews } from './tape-clock.js';

/** What a replay needs of the page. */
export interface ReplayUse {
  recordings(): Promise<Recording[]>;
  /** Opens this stream in place of the present one; null = the live one. */
  open(path: string | null): void;
  /** Asks for the span of the recording of a stream; the worker tells it. */
  measure(path: string): void;
}

/** Plays a recording in the place of the live market: the whole page shows it, and says so. */
export class Replay {
  readonly bar: ReplayBar;
  readonly #clock = new TapeClock();
  #recording: Recording | null = null;
  #state: TapeNews['state'] = 'waiting';
  #isConnected = false;

  constructor(private readonly worker: WorkerLink, private readonly use: ReplayUse) {
    this.bar = new ReplayBar({
      play: (recording) => this.#play(recording),
      toggle: () => this.toggle(),
      seek: (timeMs) => this.seek(timeMs),
      speed: (speed) => { if (this.isOn) this.#order({ op: 'speed', speed: speed === 'max' ? 'max' : Number(speed) }); },
      live: () => this.stop(),
    });
    worker.on('tape', (news) => {
      if (!this.isOn) return;
      this.#state = news.state;
      this.bar.speed = news.speed;
      this.#clock.told(news, performance.now());
    });
    worker.on('span', ({ fromMs, toMs }) => {
      if (!this.#recording || this.#recording.fromMs !== null) return;
      this.#recording = { ...this.#recording, fromMs, toMs };
      this.bar.measured(this.#recording);
    });
  }

  /** While the stream is not open the tape stands, and what it is told waits. */
  set isConnected(isConnected: boolean) {
    this.#isConnected = isConnected;
    this.#clock.run(isConnected, performance.now());
  }

  get isOn(): boolean { return this.#recording !== null; }

  /** The tape's time, ms; 0 = not known yet. */
  get timeMs(): number { return this.#clock.read(performance.now()); }

  /** A tick that the server recorded at that time, ms, was played. */
  heard(timeMs: number): void { this.#clock.heard(timeMs, performance.now()); }

  /** Offers the recordings, or takes the bar away where none is played. */
  async show(): Promise<void> {
    if (this.bar.isOpen && !this.isOn) {
      this.bar.close();
      return;
    }
    if (!this.isOn) {
      this.bar.offer([], 'asking …');
      try {
        this.bar.offer(await this.use.recordings());
      } catch (error) {
        this.bar.offer([], `not to be had: ${(error as Error).message}`);
      }
    }
    this.bar.focus();
  }

  /** Pauses, goes on, or begins again after the end. */
  toggle(): void {
    if (!this.isOn) return;
    if (this.#state === 'ended') this.seek(this.#recording!.fromMs ?? 1);
    else this.#order({ op: this.#state === 'playing' ? 'pause' : 'resume' });
  }

  seek(timeMs: number): void {
    if (!this.isOn) return;
    this.#clock.sent(timeMs, performance.now());
    this.#order({ op: 'seek', time: `${Math.floor(timeMs)}000000` });
  }

  /** Back to live; where nothing is played, the bar goes. */
  stop(): void {
    if (!this.isOn) {
      this.bar.close();
      return;
    }
    this.#recording = null;
    this.bar.stopped();
    this.bar.close();
    this.#mark();
    this.use.open(null);
  }

  draw(): void { if (this.isOn) this.bar.show(this.timeMs, this.#state, this.#isConnected); }

  #play(recording: Recording): void {
    this.#recording = recording;
    this.#state = 'waiting';
    this.#clock.clear();
    this.bar.started(recording);
    this.#mark();
    const query = new URLSearchParams({ recording: recording.name, speed: this.bar.speed, at_end: 'wait' });
    const path = `v1/replay?${query}`;
    this.use.open(path);
    if (recording.fromMs === null) this.use.measure(path);
  }

  #mark(): void {
    const { dataset } = document.documentElement;
    if (this.#recording) dataset.replay = this.#recording.name;
    else delete dataset.replay;
    document.title = this.#recording ? `Replay of ${this.#recording.name} · Ticker` : 'Ticker';
  }

  #order(order: TapeOrder): void { this.worker.send({ kind: 'tape', order }); }
}
