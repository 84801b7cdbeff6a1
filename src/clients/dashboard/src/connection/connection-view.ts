import type { Connection } from '../contract.js';
import { nowMs } from '../contract.js';
import { element, put } from '../dom.js';
import { reasonText } from './reasons.js';

/** How the connection is, in a few words: a light, the state, and the seconds to the next attempt. */
export class ConnectionView {
  readonly element = element('div', { class: 'connection', role: 'status' });
  readonly #text = element('span', { class: 'connection-text' });
  readonly #again = element('button', { type: 'button', class: 'small', onclick: () => this.again(this.#trouble !== null) });
  #now: Connection = { kind: 'connection', state: 'connecting' };
  #isEvicted = false;
  #trouble: string | null = null;
  /** What an open connection brings. */
  brings = 'live';

  /** @param again a person wants another attempt; `isAnew`: with another worker, since that is what failed */
  constructor(private readonly again: (isAnew: boolean) => void) {
    this.#again.hidden = true;
    this.element.append(element('span', { class: 'light', 'aria-hidden': 'true' }), this.#text, this.#again);
    this.draw();
  }

  get isOpen(): boolean { return this.#trouble === null && !this.#isEvicted && this.#now.state === 'open'; }

  show(now: Connection): void {
    this.#now = now;
    this.#isEvicted = false;
    this.draw();
  }

  evicted(): void {
    this.#isEvicted = true;
    this.draw();
  }

  /** What keeps this page itself from knowing, in words; null = nothing does. It stands above all that was told before. */
  set trouble(text: string | null) {
    this.#trouble = text;
    this.draw();
  }

  /** Draws it, with the countdown as it stands. */
  draw(): void {
    const now = this.#now;
    const state = this.#trouble !== null ? 'trouble' : this.#isEvicted ? 'evicted' : now.state;
    if (this.element.dataset.state !== state) this.element.dataset.state = state;
    // Where a key is missing, the next attempt is the prompt's.
    this.#again.hidden = this.#trouble === null && (this.#isEvicted || (now.state !== 'waiting' && now.state !== 'closed') || now.reason === 'unauthorized');
    put(this.#again, this.#trouble !== null ? 'Begin anew' : 'Connect now');
    put(this.#text, this.#trouble ?? (this.#isEvicted ? 'evicted' : text(now, this.brings)));
  }
}

function text(now: Connection, brings: string): string {
  switch (now.state) {
    case 'connecting': return 'connecting';
    case 'open': return now.road === 'ws' ? brings : `${brings} by ${now.road}`;
    case 'waiting': return `${reasonText(now.reason, now.text)} · again in ${Math.max(0, Math.ceil((now.untilMs - nowMs()) / 1000))} s · attempt ${now.attempt + 1}`;
    case 'closed': return now.reason === 'ended' ? 'ended' : `stopped: ${reasonText(now.reason, now.text)}`;
  }
}
