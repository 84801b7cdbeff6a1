// Server-sent events: a stream for each subscription, read by `fetch`, which can show a key and leave a stream unread.
import { BrokenError } from '../errors.js';
import { MuteWatch } from '../watch.js';
import { parseMessage } from '../wire/json-data.js';
import { positionIn, queryOf, refusalOf } from './request-query.js';
import { RequestRoad } from './request-road.js';

export class EventsRoad extends RequestRoad {
  name = 'events';

  get givesStatements() { return this.options.statementIntervalMs !== 0; }

  async follow(request) {
    const { statementIntervalMs, connectTimeoutMs } = this.options;
    const query = queryOf(request.subscribe, statementIntervalMs ? { statement_ms: Math.min(3_600_000, Math.max(100, Math.round(statementIntervalMs))) } : {});
    const answer = await this.ask(request, query, connectTimeoutMs, { Accept: 'text/event-stream' });
    const isStream = answer.status === 200 && (answer.headers.get('content-type') ?? '').startsWith('text/event-stream');
    if (!isStream) {
      const refusal = await refusalOf(answer);
      if (!request.signal.aborted) this.refused(request, refusal);
      return;
    }
    this.hasBegun = true;
    await this.#read(request, answer.body.getReader());
  }

  async #read(request, reader) {
    const { connectTimeoutMs, clock } = this.options;
    request.watch = null;
    request.welcomed = (heartbeatMs) => {
      request.watch = new MuteWatch(clock, heartbeatMs, () => !this.isHeld, () => this.listener.silent('nothing came for three heartbeats'));
    };
    const lines = new EventLines((event) => this.#came(request, event));
    const utf8 = new TextDecoder();
    try {
      for (;;) {
        await this.mayRead();
        const reading = reader.read();
        const { done, value } = await (request.watch ? reading : this.within(connectTimeoutMs, reading, 'no welcome in time'));
        if (request.signal.aborted) return;
        if (done) break;
        request.watch?.heard();
        lines.take(utf8.decode(value, { stream: true }));
        if (request.signal.aborted) return;
      }
    } finally {
      request.watch?.stop();
    }
    this.listener.ended({ code: 1006, text: '' });
  }

  #came(request, { name, data, id }) {
    if (request.signal.aborted) return;
    if (data && request.welcomed) this.#welcome(request, name, data);
    if (data) this.listener.came({ request, text: data });
    const position = positionIn(id);
    // What stands before the position is taken in by then.
    if (position) this.listener.came({ request, message: { ev: 'heartbeat', subs: [[request.following.id, position.seq]] } });
  }

  #welcome(request, name, data) {
    if (name !== 'welcome') throw new BrokenError(`${name} came in place of a welcome`);
    request.welcomed(parseMessage(data).heartbeat_ms);
    request.welcomed = null;
    this.answered(request);
  }
}

/** Takes a stream of events apart, in pieces as they come. */
export class EventLines {
  #told;
  #rest = '';
  #name;
  #data = '';
  #id;

  /** @param {(event: { name: string | undefined, data: string, id: string | undefined }) => void} told called for each event, and for each comment with an id */
  constructor(told) { this.#told = told; }

  take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) this.#line(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  #line(line) {
    if (line === '') {
      if (this.#data || this.#id !== undefined) this.#told({ name: this.#name, data: this.#data, id: this.#id });
      [this.#name, this.#data, this.#id] = [undefined, '', undefined];
    } else if (line.startsWith('event:')) {
      this.#name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      this.#data += (this.#data && '\n') + line.slice(line[5] === ' ' ? 6 : 5);
    } else if (line.startsWith('id:')) {
      this.#id = line.slice(3).trim();
    }
  }
}
