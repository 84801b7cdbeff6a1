// What a scenario is played in: a server, a publisher, a proxy, a driver; all of it is gone when the test is over.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../js/server.mjs';
import { DriverProcess } from './driver-process.mjs';
import { FaultProxy } from './fault-proxy.mjs';
import { Feed } from './feed.mjs';
import { StandIn } from './stand-in.mjs';

export class World {
  #test;
  #language;
  #journal;

  constructor(test, language) {
    this.#test = test;
    this.#language = language;
  }

  /** Starts a server; all of a world share one journal, unless the settings say otherwise. */
  async server({ settings = {}, ...options } = {}) {
    this.#journal ??= this.directory();
    const server = await startServer({
      ...options,
      settings: {
        'Ticker:Journal:Directory': this.#journal,
        'Ticker:Drain:RetryAfter': '00:00:00.05',
        'Ticker:Drain:RetrySpread': '00:00:00.05',
        ...settings,
      },
    });
    this.#test.after(() => server.kill());
    return server;
  }

  directory() {
    const made = mkdtempSync(path.join(tmpdir(), 'ticker-conformance-'));
    this.#test.after(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
    return made;
  }

  async proxy(server, prefix) {
    const proxy = await new FaultProxy(server.webPort, prefix).listen();
    this.#test.after(() => proxy.stop());
    return proxy;
  }

  async feed(server, key) {
    const feed = await new Feed(server.grpcAddress, key).begin();
    this.#test.after(() => feed.stop());
    return feed;
  }

  async standIn(play) {
    const standIn = await new StandIn(play).listen();
    this.#test.after(() => standIn.stop());
    return standIn;
  }

  driver() {
    const driver = new DriverProcess(this.#language);
    this.#test.after(() => driver.kill());
    return driver;
  }
}

/** The code of a close, or the status of an answer, in an event or an end. */
export const codeOf = ({ code, status }) => code ?? status ?? null;

/** The whole numbers from one to another. */
export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** Numbers that look random and are the same every time: mulberry32. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
