// What a client and a subscription may be told, and what holds where they are not.
const roadNames = ['ws', 'events', 'poll'];

/** The clock of the machine; tests give another. Times are milliseconds that only ever grow. */
export const systemClock = {
  now: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

const clientDefaults = {
  key: null,
  connectTimeoutMs: 10_000,
  backoffBaseMs: 250,
  backoffCapMs: 30_000,
  stableAfterMs: 10_000,
  statementIntervalMs: 10_000,
  upgradeRetryMs: 300_000,
  roads: roadNames,
  encoding: 'msgpack',
  random: Math.random,
  clock: systemClock,
  webSocket: null,
  fetch: null,
};

/** The keys of `subscribe` that are not the subscription's own business here, by the name that they have on the wire. */
export const requestKeys = {
  kinds: 'kinds',
  mode: 'mode',
  intervalMs: 'interval_ms',
  conflateTrades: 'conflate_trades',
  summary: 'summary',
  times: 'times',
  onSlow: 'on_slow',
};

/** The keys of `modify` besides `add` and `remove`. */
export const changeKeys = {
  mode: 'mode',
  intervalMs: 'interval_ms',
  conflateTrades: 'conflate_trades',
  summary: 'summary',
  onSlow: 'on_slow',
};

function onlyKnown(given, known, what) {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw new TypeError(`${what} has no option '${key}'`);
  }
}

/** The options of a client, checked, with what was not said. */
export function clientOptions(given = {}) {
  onlyKnown(given, Object.keys(clientDefaults), 'a client');
  const options = { ...clientDefaults };
  for (const [key, value] of Object.entries(given)) if (value !== undefined) options[key] = value;
  for (const [key, value] of Object.entries(options)) {
    if (key.endsWith('Ms') && !(value >= 0)) throw new RangeError(`${key} is milliseconds, not ${value}`);
  }
  if (!options.roads.length || options.roads.some((road) => !roadNames.includes(road))) throw new RangeError(`roads are of ${roadNames}`);
  if (!['msgpack', 'json'].includes(options.encoding)) throw new RangeError(`there is no encoding ${options.encoding}`);
  return options;
}

/**
 * What a subscription asks for, checked, with what was not said.
 * @param {string | Iterable<string>} symbols
 * @param {import('./index.js').SubscriptionOptions} [given]
 */
export function subscriptionOptions(symbols, given) {
  const own = ['buffer', 'whenFull', 'onGap', 'from'];
  onlyKnown(given ?? {}, [...own, ...Object.keys(requestKeys)], 'a subscription');
  const { buffer = 16_384, whenFull, onGap = 'tell', from = 'snapshot', ...request } = given ?? {};
  if (!Number.isInteger(buffer) || buffer < 1) throw new RangeError(`buffer is a number of ticks, not ${buffer}`);
  if (whenFull !== undefined && !['wait', 'conflate'].includes(whenFull)) throw new RangeError(`whenFull is wait or conflate, not ${whenFull}`);
  if (!['tell', 'raise'].includes(onGap)) throw new RangeError(`onGap is tell or raise, not ${onGap}`);
  const names = typeof symbols === 'string' ? [symbols] : [...symbols];
  return { symbols: names, request, from, buffer, whenFull: whenFull ?? (request.mode === 'all' ? 'wait' : 'conflate'), onGap };
}

/** What a change asks for, by the names of the wire. */
export function changeOnWire(change) {
  onlyKnown(change, ['add', 'remove', ...Object.keys(changeKeys)], 'a change');
  return onWire(change, { ...changeKeys, add: 'add', remove: 'remove' });
}

/** Options by the names of the wire. */
export function onWire(options, names) {
  const wire = {};
  for (const [name, value] of Object.entries(options)) if (value !== undefined) wire[names[name]] = value;
  return wire;
}
