// What each message of the server means for the subscriptions of one connection.
import { BrokenError, TickerError } from './errors.js';
import { sequenceOf } from './wire/json-data.js';

const position = (seq) => (seq === null || seq === undefined ? null : BigInt(seq));

export class Messages {
  #client;
  #road;
  #session;
  #retryMs = 0;
  /** Whether the server has said anything at all. */
  isWelcome = false;

  constructor(client, road, session) {
    [this.#client, this.#road, this.#session] = [client, road, session];
  }

  /** After a notice that the server is drained: how long it wants to be left alone. */
  get retryMs() { return this.#retryMs; }

  /** Takes one in; undefined where that is done already, otherwise it is done when the promise settles. */
  take(message) {
    if (!message.ticks) return this.#handlers[message.ev]?.(message, message.id === undefined ? null : this.#client.followingOf(message.id));
    const following = this.#client.followingOf(message.id);
    if (following?.isTold) following.take(message.ticks);
    else if (following) throw new BrokenError(`ticks of subscription ${message.id}, which was not told`);
    return undefined;
  }

  #handlers = {
    welcome: (message) => this.#welcome(message),
    subscribed: async (message, following) => {
      if (!following || following.ended) return;
      message.seq = sequenceOf(message.seq);
      const instruments = message.instruments.map((told) => this.#client.instruments.take(told));
      following.page(message, instruments);
      await this.#client.emit('subscribed', { id: following.id, epoch: message.epoch, seq: BigInt(message.seq), instruments, unknown: message.unknown });
    },
    seam: ({ seq }, following) => { following?.seam(sequenceOf(seq)); },
    gap: async ({ from, to, cause }, following) => {
      if (following) await this.#gap(following, { id: following.id, from: position(from), to: position(to), cause });
    },
    notice: (message, following) => this.#notice(message, following),
    tape: async ({ state, seq, time, speed, lap }) => {
      const news = { state, seq: BigInt(seq), time: BigInt(time), speed, lap };
      this.#client.played(news);
      await this.#client.emit('tape', news);
    },
    begins: ({ isFirst }, following) => { following?.begins(isFirst); },
    cursor: ({ epoch, seq, resolve }, following) => {
      following?.toldWhole(epoch, sequenceOf(seq));
      resolve();
    },
    heartbeat: ({ time, subs, feeds }) => {
      for (const [id, seq] of subs ?? []) this.#client.followingOf(id)?.told(sequenceOf(seq));
      return time === undefined ? undefined : this.#client.emit('heartbeat', { timeMs: Number(time) / 1e6, feeds: feeds ?? {} });
    },
    statement: (message, following) => this.#statement(message, following),
    unsubscribed: async (message, following) => {
      if (!following) return;
      if (message.matched !== undefined) await this.#statement(message, following);
      following.end(following.isEnding ? null : new TickerError(following.lastError?.code ?? 'ended', { text: following.lastError?.message ?? null }));
    },
    error: (message, following) => this.#error(message, following),
    close: ({ code, reason }) => { this.#session.ended({ code, text: reason }); },
  };

  async #welcome({ auth, heartbeat_ms: heartbeatMs }) {
    this.isWelcome = true;
    if (this.#session.isOpen) return;
    if (auth !== 'required') await this.#session.opened(this.#road.hasOneLine ? heartbeatMs : 0);
    else if (!this.#road.hasShownKey) this.#session.leave({ reason: 'unauthorized', text: 'a key is required' });
  }

  async #gap(following, gap) {
    following.gap(gap);
    await this.#client.emit('gap', gap);
  }

  async #notice({ code, detail, refs, retry_ms: retryMs }, following) {
    if (code === 'stale' || code === 'fresh') {
      if (following) await this.#client.emit(code, { id: following.id, symbols: following.mark(code === 'stale', refs ?? []) });
      return;
    }
    if (code === 'draining') this.#retryMs = retryMs ?? 0;
    await this.#client.emit('notice', { id: following?.id ?? null, code, detail: detail ?? null });
    if (code === 'token_expiring') await this.#client.renewKey(this.#session);
  }

  async #statement(message, following) {
    if (!following) return;
    const addsUp = following.accounts.compare(message);
    const { matched, delivered, conflated, filtered, discarded, pending, snapshot } = message;
    const statement = {
      id: following.id, matched, delivered, conflated, filtered, discarded, pending, snapshot,
      firstSeq: BigInt(message.first_seq), lastSeq: BigInt(message.last_seq), addsUp,
    };
    following.stated(statement);
    await this.#client.emit('statement', statement);
    if (!addsUp) this.#session.leave({ reason: 'accounts', text: `of subscription ${following.id}` });
  }

  // isWhole: the request is answered by this alone; change: what it asked for besides what was given before.
  async #error({ code, message, id, fatal, isWhole, change }, following) {
    const isAnswer = following && !following.isTold && !fatal;
    if (isAnswer && code === 'unknown_id' && following.lastError?.code === 'forbidden') {
      following.end(new TickerError('forbidden', { text: following.lastError.message }));
      return;
    }
    const isOfChange = Boolean(change && following?.request.drop(change));
    if (following && !isOfChange) following.lastError = { code, message };
    if (following && !isAnswer && code !== 'unknown_id' && this.#road.hasOneLine) following.request.refuse(code);
    if (id === undefined) this.#client.refused(code);
    await this.#client.emit('error', { code, message, id: id ?? null });
    if (!following || following.ended) return;
    if (isOfChange) this.#road.again(following);
    else if (isAnswer) await this.#refused(following, code, message, isWhole);
  }

  // Refused as a whole. One that was had before is asked for again, where memory or room may be found later.
  async #refused(following, code, text, isWhole) {
    const gap = code === 'bad_value' ? following.positionRefused() : null;
    if (gap) {
      await this.#gap(following, gap);
      if (!following.ended) this.#road.again(following);
    } else if (following.everTold && (code === 'budget_exceeded' || code === 'busy')) this.#session.leave({ reason: 'busy', text: code });
    else if (code !== 'forbidden' || isWhole) following.end(new TickerError(code, { text }));
    // Some of what was asked for may be served: then there are accounts.
    else this.#road.askStatement(following);
  }
}
