import { element, put } from '../dom.js';
import { clockTime } from '../figures.js';
import { lengthText, type Recording } from './recordings.js';

/** What a person does with the bar. Times are ms of the recording. */
export interface BarUse {
  play(recording: Recording): void;
  toggle(): void;
  seek(timeMs: number): void;
  speed(speed: string): void;
  live(): void;
}

/** How fast a tape may run. */
export const speeds = ['0.25', '0.5', '1', '2', '5', '10', '60', '300', 'max'] as const;

const stepMs = 5_000;

const day = (ms: number): string => new Date(ms).toLocaleDateString([], { year: 'numeric', month: 'short', day: 'numeric' });
export const tapeTime = (ms: number): string => `${clockTime(ms)}.${String(Math.floor((ms % 1000) / 100))}`;

/** The bar below the board that plays recordings: which one, where, how fast, and back to live. */
export class ReplayBar {
  readonly element: HTMLElement;
  readonly #name = element('select', { class: 'replay-name', 'aria-label': 'Recording', onchange: () => this.#chosen() });
  readonly #toggle = element('button', { type: 'button', class: 'replay-toggle', onclick: () => this.use.toggle() });
  readonly #day = element('span', { class: 'soft replay-day' });
  readonly #clock = element('time', { class: 'replay-clock' });
  readonly #state = element('span', { class: 'replay-state' });
  readonly #place = element('input', {
    type: 'range', class: 'replay-place', 'aria-label': 'Place in the recording', step: '100',
    oninput: () => this.#aim(), onchange: () => this.#release(), onpointercancel: () => { this.#isAiming = false; },
    onkeydown: (event: KeyboardEvent) => this.#step(event),
  });
  readonly #end = element('span', { class: 'soft replay-end' });
  readonly #speed = element('select', { class: 'replay-speed', 'aria-label': 'Speed', onchange: () => this.use.speed(this.#speed.value) },
    ...speeds.map((one) => element('option', { value: one, selected: one === '1' }, one === 'max' ? 'max' : `${one}×`)));
  readonly #live = element('button', { type: 'button', class: 'replay-live', onclick: () => this.use.live() }, 'Back to live');
  readonly #running = [this.#toggle, this.#day, this.#clock, this.#place, this.#end, this.#state];
  #recordings: Recording[] = [];
  #isAiming = false;

  constructor(private readonly use: BarUse) {
    this.element = element('div', { class: 'replay', role: 'region', 'aria-label': 'Replay', hidden: true },
      element('strong', { class: 'replay-mark' }, 'Replay'), this.#name, this.#toggle, this.#day, this.#clock, this.#place, this.#end, this.#speed, this.#state, this.#live);
    this.stopped();
  }

  get isOpen(): boolean { return !this.element.hidden; }
  get speed(): string { return this.#speed.value; }

  /** How fast the tape runs, which is what holds if another speed was refused. */
  set speed(speed: string) { if ((speeds as readonly string[]).includes(speed)) this.#speed.value = speed; }

  /** Offers recordings to choose from. */
  offer(recordings: Recording[], note = ''): void {
    this.#recordings = recordings;
    const option = (one: Recording): HTMLElement => element('option', { value: one.name }, [one.name, one.fromMs === null ? '' : day(one.fromMs), lengthText(one)].filter(Boolean).join(' · '));
    this.#name.replaceChildren(element('option', { value: '' }, note || (recordings.length ? 'choose a recording …' : 'the server has no recordings')), ...recordings.map(option));
    this.#name.disabled = recordings.length === 0;
    this.element.hidden = false;
  }

  close(): void { this.element.hidden = true; }

  focus(): void { this.#name.focus(); }

  /** A recording is played. */
  started(recording: Recording): void {
    this.#name.value = recording.name;
    for (const one of this.#running) one.hidden = false;
    put(this.#live, 'Back to live');
    this.#place.value = '0';
    put(this.#clock, '');
    put(this.#day, '');
    this.measured(recording);
  }

  /** How long the recording is has become known, or is not known yet. */
  measured({ fromMs, toMs }: Recording): void {
    const isKnown = fromMs !== null && toMs !== null;
    this.#place.disabled = !isKnown;
    this.#place.title = isKnown ? 'Drag to seek; ← → by 5 s' : 'How long this recording is shows when the server has read it once';
    put(this.#end, isKnown ? clockTime(toMs) : '…');
    if (!isKnown) return;
    this.#place.min = String(fromMs);
    this.#place.max = String(toMs);
  }

  /** Nothing is played. */
  stopped(): void {
    this.#name.value = '';
    for (const one of this.#running) one.hidden = true;
    put(this.#live, 'Close');
  }

  /** Shows where the tape is, or where it is to go on. `timeMs` 0 = not known yet. */
  show(timeMs: number, state: string, isConnected: boolean): void {
    const isPlaying = state === 'playing';
    put(this.#toggle, isPlaying ? '❚❚' : state === 'ended' ? '↻' : '▶');
    const does = isPlaying ? 'Pause' : state === 'ended' ? 'Play again' : 'Go on';
    if (this.#toggle.title !== `${does} (space)`) {
      this.#toggle.title = `${does} (space)`;
      this.#toggle.setAttribute('aria-label', does);
    }
    const says = isPlaying ? '' : state === 'waiting' ? 'loading' : state;
    put(this.#state, [isConnected || state === 'waiting' ? '' : 'not connected', says].filter(Boolean).join(', '));
    if (this.#isAiming || timeMs === 0) return;
    this.#write(timeMs);
    if (!this.#place.disabled) this.#place.value = String(Math.round(timeMs));
  }

  #write(timeMs: number): void {
    put(this.#day, day(timeMs));
    put(this.#clock, tapeTime(timeMs));
    const utc = new Date(timeMs).toISOString();
    if (this.#clock.dateTime.slice(0, 19) !== utc.slice(0, 19)) {
      this.#clock.dateTime = utc;
      this.#clock.title = `${utc.slice(0, 19).replace('T', ' ')} UTC`;
      this.#place.setAttribute('aria-valuetext', clockTime(timeMs));
    }
  }

  #chosen(): void {
    const found = this.#recordings.find(({ name }) => name === this.#name.value);
    if (found) this.use.play(found);
    else this.use.live();
  }

  #aim(): void {
    this.#isAiming = true;
    this.#write(Number(this.#place.value));
  }

  // A step of the slider itself is for the pointer.
  #step(event: KeyboardEvent): void {
    const way = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    this.use.seek(Math.min(Number(this.#place.max), Math.max(Number(this.#place.min), Number(this.#place.value) + way * stepMs)));
  }

  #release(): void {
    this.#isAiming = false;
    this.use.seek(Number(this.#place.value));
  }
}
