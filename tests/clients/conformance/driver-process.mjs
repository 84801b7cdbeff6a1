// A driver that runs: told what to do, and what it said.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const within = 60_000;
const shown = 25;

export class DriverProcess {
  /** All that it said, in order, but for the ticks, which stand by subscription. */
  events = [];
  ticks = new Map();
  #trades = new Map();
  #child;
  #waiting = new Set();
  #errors = '';

  constructor({ name, program, args }) {
    this.name = name;
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.setEncoding('utf8').on('data', (text) => { this.#errors = (this.#errors + text).slice(-20_000); });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#said(line));
    this.exited = new Promise((resolve) => {
      this.#child.on('error', (error) => { this.#errors += error; resolve(null); });
      this.#child.on('close', (code) => { this.code = code; this.#look(); resolve(code); });
    });
    process.once('exit', this.#kill);
    this.exited.then(() => process.removeListener('exit', this.#kill));
  }

  #kill = () => { this.#child.kill('SIGKILL'); };

  #said(line) {
    let said;
    try {
      said = JSON.parse(line);
    } catch {
      said = { ev: 'failed', text: `not JSON: ${line}` };
    }
    if (said.ev === 'ticks') {
      if (!this.ticks.has(said.id)) [this.ticks, this.#trades].forEach((map) => map.set(said.id, []));
      for (const tick of said.ticks) {
        this.ticks.get(said.id).push(tick);
        if (tick[0] === 't') this.#trades.get(said.id).push(Number(tick[8]));
      }
    } else {
      this.events.push(said);
    }
    this.#look();
  }

  #look() { for (const look of this.#waiting) look(); }

  /** Tells it to do something. */
  do(action, rest = {}) { this.#child.stdin.write(`${JSON.stringify({ do: action, ...rest })}\n`); }

  open(server, options = {}) { this.do('open', { server, options: { backoff_base_ms: 20, backoff_cap_ms: 100, ...options } }); }
  subscribe(id, symbols, rest = {}) { this.do('subscribe', { id, symbols, ...rest }); }

  /** Events of a name, all or those that fit. */
  of(name, fits = () => true) { return this.events.filter((event) => event.ev === name && fits(event)); }

  /** Waits until it is open by a road, as the last that it told of its state. */
  isOn(road) { return this.until(() => this.of('state').at(-1)?.state === 'open' && this.of('state').at(-1).road === road, `the road ${road}`); }

  /** The states that it told of, in order. */
  get states() { return this.of('state').map(({ state }) => state); }

  ticksOf(id = 1) { return this.ticks.get(id) ?? []; }

  /** The ids of a subscription's trades, as numbers, in order. */
  trades(id = 1) { return this.#trades.get(id) ?? []; }

  /** Waits until something holds of what it said; fails when it does not in time, or the driver ended or failed before. */
  until(holds, what = holds) {
    return new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle(value);
      };
      const fail = (why) => done(reject, new Error(`${this.name}: ${why}, while waiting for ${what}\n${this.#account()}`));
      const timer = setTimeout(() => fail(`nothing more within ${within} ms`), within);
      const look = () => {
        const found = holds(this);
        const [failure] = this.of('failed');
        if (found) done(resolve, found);
        else if (failure) fail(failure.text);
        else if (this.code !== undefined) fail(`it ended with ${this.code}`);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Waits for an event that comes after those that are there now, or the n-th of its name. */
  next(name, fits = () => true) {
    const before = this.of(name, fits).length;
    return this.until(() => this.of(name, fits)[before], `another ${name}`);
  }

  /** Ends it as its owner would. */
  async close() {
    this.do('close');
    await this.until(() => this.code !== undefined, 'its end').catch((error) => { if (this.code === undefined) throw error; });
    if (this.code !== 0) throw new Error(`${this.name}: it ended with ${this.code}\n${this.#account()}`);
    const [failure] = this.of('failed');
    if (failure) throw new Error(`${this.name}: ${failure.text}`);
  }

  kill() {
    this.#kill();
    return this.exited;
  }

  #account() {
    const ticks = [...this.ticks].map(([id, all]) => `${all.length} ticks of ${id}`).join(', ');
    return `${ticks}\n${this.events.slice(-shown).map((event) => JSON.stringify(event)).join('\n')}\n${this.#errors}`;
  }
}
