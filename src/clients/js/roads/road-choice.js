// Which road is taken: the best that the network lets through.
import { EventsRoad } from './events-road.js';
import { PollRoad } from './poll-road.js';
import { isLive } from './request-query.js';
import { SocketRoad } from './socket-road.js';
import { Instruments } from '../ticks/instruments.js';
import { socketClass } from './web-socket.js';

const worthGivingUp = 2;

export class RoadChoice {
  #client;
  #roads;
  #at = 0;
  #failures = 0;
  #dueAt = 0;
  #Socket;

  constructor(client) {
    this.#client = client;
    this.#roads = client.isReplay ? ['ws'] : client.options.roads;
  }

  get #options() { return this.#client.options; }
  get #fetch() { return this.#options.fetch ?? globalThis.fetch; }

  /** The road of the next attempt, and where it leads. */
  async current() {
    if (this.#Socket === undefined) {
      this.#Socket = this.#roads.includes('ws') ? await socketClass(this.#options.webSocket) : null;
      if (this.#Socket === null && this.#roads.some((road) => road !== 'ws')) this.#roads = this.#roads.filter((road) => road !== 'ws');
    }
    const name = this.#roads[this.#at];
    const { road, to } = this.#made(name, this.#client);
    return { name, made: road, to };
  }

  /**
   * A road, and where it leads. One that is only tried has instruments of its own, and asks for news of one subscription that nobody gets.
   * @returns {{ road: any, to: any }}
   */
  #made(name, client = null) {
    const { address } = this.#client;
    if (name === 'ws') {
      if (!this.#Socket) throw new TypeError('there is no WebSocket here: install the package ws');
      return { road: new SocketRoad(client?.instruments ?? new Instruments(), () => client?.followings() ?? []), to: { Socket: this.#Socket, url: address.stream, encoding: this.#options.encoding } };
    }
    const Road = name === 'events' ? EventsRoad : PollRoad;
    return { road: new Road(client ?? this.#probe(), this.#fetch), to: { url: address[name], live: address.live } };
  }

  #probe() {
    const subscribe = this.#client.followings()[0].probe();
    const following = { id: 1, beginAnew: () => ({ subscribe, change: null }), changed() {}, request: { pending: 0 } };
    return { options: this.#options, instruments: new Instruments(), followings: () => [following] };
  }

  /** An attempt, or a connection, ended. Returns whether another road is taken now. */
  async failed(end) {
    if (this.#at + 1 >= this.#roads.length || !await this.#isBlocked(end)) return false;
    this.#at += 1;
    this.#failures = 0;
    this.#tried();
    return true;
  }

  // By the table on the page of how a client behaves.
  async #isBlocked({ reason, isForeign, isHeldBack, wasOpen }) {
    if (isHeldBack || (isForeign && reason === 'refused')) return true;
    const isNothing = !wasOpen && (reason === 'unreachable' || (reason === 'busy' && isForeign));
    const counts = isNothing ? await this.#isAlive() : wasOpen && reason === 'mute' && this.#roads[this.#at] === 'events';
    this.#failures = counts ? this.#failures + 1 : 0;
    return this.#failures >= worthGivingUp;
  }

  // A better road is tried again so long after this.
  #tried() { this.#dueAt = this.#options.clock.now() + this.#options.upgradeRetryMs; }

  async #isAlive() {
    try {
      return await isLive(this.#fetch, this.#client.address.live, AbortSignal.timeout(this.#options.connectTimeoutMs));
    } catch {
      return false;
    }
  }

  /** Tries the next better road from time to time, and has the client change to it if it opens. */
  watchForBetter() {
    const { clock, upgradeRetryMs } = this.#options;
    let timer = null;
    const leave = new AbortController();
    const look = async () => {
      const isThere = await this.#leads(this.#roads[this.#at - 1], leave.signal).catch(() => false);
      if (leave.signal.aborted) return;
      this.#tried();
      if (isThere) {
        [this.#at, this.#failures] = [this.#at - 1, 0];
        this.#client.upgrade();
      } else begin();
    };
    const begin = () => { timer = clock.setTimeout(look, Math.max(0, this.#dueAt - clock.now())); };
    if (this.#at > 0 && upgradeRetryMs > 0) begin();
    return {
      stop() {
        leave.abort();
        clock.clearTimeout(timer);
      },
    };
  }

  /** Whether a welcome comes by a road, or the server's own word about what is asked for. */
  async #leads(name, signal) {
    if (this.#client.followings().length === 0) return false;
    const { road, to } = this.#made(name);
    const welcome = new Promise((resolve) => {
      const no = () => resolve(false);
      const came = (raw) => { if (['welcome', 'error'].includes(road.read(raw).ev)) resolve(true); };
      signal.addEventListener('abort', no);
      AbortSignal.timeout(this.#options.connectTimeoutMs).addEventListener('abort', no);
      road.open({ ...to, key: this.#client.key }, { came, heard() {}, opened() {}, failed: no, ended: no, refused: no, silent: no });
    });
    try {
      return await welcome;
    } finally {
      road.drop();
    }
  }
}
