const BEATS = 3;

/** Tells when nothing was heard for three heartbeats by somebody who listened all the time. */
export class MuteWatch {
  #clock;
  #heartbeatMs;
  #isListening;
  #mute;
  #heardAt;
  #timer;

  /**
   * @param clock of the client
   * @param {number} heartbeatMs from one heartbeat to the next
   * @param {() => boolean} isListening whether anybody reads at present
   * @param {() => void} mute told once
   */
  constructor(clock, heartbeatMs, isListening, mute) {
    [this.#clock, this.#heartbeatMs, this.#isListening, this.#mute] = [clock, heartbeatMs, isListening, mute];
    this.heard();
    this.#look();
  }

  heard() { this.#heardAt = this.#clock.now(); }

  stop() { this.#clock.clearTimeout(this.#timer); }

  // Looks whenever silence could have become too long. One that comes late itself was not reading either: it looks once more.
  #look() {
    const silence = this.#heartbeatMs * BEATS;
    const due = this.#heardAt + silence;
    this.#timer = this.#clock.setTimeout(() => {
      const now = this.#clock.now();
      if (!this.#isListening()) this.#heardAt = now;
      else if (now >= this.#heardAt + silence) {
        if (now - due < this.#heartbeatMs / 2) {
          this.#mute();
          return;
        }
        this.#heardAt = now - silence + this.#heartbeatMs;
      }
      this.#look();
    }, Math.max(1, due - this.#clock.now()));
  }
}
