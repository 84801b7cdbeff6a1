// Drives the JavaScript client: reads what to do from standard input, writes what it saw to standard output.
import { createInterface } from 'node:readline';
import { connect } from '../../../../src/clients/js/index.js';
import { WebSocket } from '../packages.mjs';

const events = ['state', 'subscribed', 'gap', 'stale', 'fresh', 'notice', 'evicted', 'statement', 'error', 'heartbeat', 'key', 'tape'];
const subscriptions = new Map();
let market;
let ifEvicted = null;

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const toCamel = (told) => Object.fromEntries(Object.entries(told).map(([name, value]) => [camel(name), value]));

/** As JSON has it: names with underscores, what may be large as text, instruments by name. */
function plain(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value?.priceScale !== undefined) return value.symbol;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snake(name), plain(inner)]));
}

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const collapsed = (c) => c && { n: c.count, first: String(c.first), cause: c.cause };
const text = (value) => (value === null ? '0' : String(value));
const told = {
  quote: (q) => ['q', q.symbol, text(q.seq), text(q.time), q.bidText, q.bidSizeText, q.askText, q.askSizeText, q.flags, collapsed(q.collapsed)],
  trade: (t) => ['t', t.symbol, text(t.seq), text(t.time), t.priceText, t.sizeText, t.rawSide, t.flags, text(t.tradeId), collapsed(t.collapsed)],
  status: (s) => ['s', s.symbol, text(s.seq), text(s.time), s.rawState, s.flags, s.reason],
};

function open({ server, options: { keys, ...options } = {} }) {
  if (keys) options.key = () => (keys.length > 1 ? keys.shift() : keys[0]);
  market = connect(server, { webSocket: WebSocket, ...toCamel(options) });
  for (const name of events) market.on(name, (detail) => tell({ ev: name, ...plain(detail) }));
  market.on('evicted', () => { if (ifEvicted) for (const { subscription } of subscriptions.values()) subscription.modify(ifEvicted); });
}

function subscribe({ id, symbols, from, leave_after: leaveAfter = 0, ...options }) {
  const one = { subscription: market.subscribe(symbols, { ...toCamel(options), ...(from === undefined ? {} : { from }) }), gate: null };
  if (one.subscription.id !== id) throw new Error(`the subscription is ${one.subscription.id}, not ${id}`);
  subscriptions.set(id, one);
  one.over = iterate(id, one, leaveAfter);
}

/** Loops that are left after so many ticks; whether there is more. */
async function loop(id, subscription, leaveAfter) {
  let left = leaveAfter;
  for await (const tick of subscription) {
    tell({ ev: 'ticks', id, ticks: [told[tick.kind](tick)] });
    if (--left === 0) return true;
  }
  return false;
}

async function iterate(id, one, leaveAfter) {
  try {
    while (leaveAfter && await loop(id, one.subscription, leaveAfter));
    for await (const { ticks } of one.subscription.batches(256)) {
      if (ticks.length) tell({ ev: 'ticks', id, ticks: ticks.map((tick) => told[tick.kind](tick)) });
      await one.gate?.promise;
    }
    tell({ ev: 'ended', id, reason: null, code: null, text: null });
  } catch (error) {
    tell({ ev: 'ended', id, reason: error.reason ?? String(error), code: error.code ?? null, text: error.text ?? null });
  }
}

const of = ({ id }) => subscriptions.get(id);
const actions = {
  open,
  subscribe,
  modify: ({ id, ...change }) => subscriptions.get(id).subscription.modify(toCamel(change)),
  pause: (line) => of(line).subscription.pause(),
  resume: (line) => of(line).subscription.resume(),
  statement: (line) => of(line).subscription.statement(),
  unsubscribe: (line) => of(line).subscription.unsubscribe(),
  hold: (line) => {
    let release;
    const promise = new Promise((resolve) => { release = resolve; });
    of(line).gate = { promise, release };
  },
  release: (line) => {
    of(line).gate?.release();
    of(line).gate = null;
  },
  tape: ({ order }) => market.tape(order),
  on_evicted: ({ modify }) => { ifEvicted = toCamel(modify); },
  close: async () => {
    await market?.close();
    await Promise.all([...subscriptions.values()].map(({ gate, over }) => { gate?.release(); return over; }));
    process.exitCode = 0;
    process.stdin.destroy();
  },
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { do: action, ...rest } = JSON.parse(line);
  Promise.resolve().then(() => actions[action](rest)).catch((error) => tell({ ev: 'failed', text: String(error.stack ?? error) }));
});
