// The Ticker client for browsers and Node: what others may use of it.
import { Client } from './client.js';

/**
 * Makes a client, which connects by itself as soon as the caller's own code has run.
 * @param {string} address `ws://host:port`, `wss:`, `http:` or `https:`; a path before `/v1` may follow
 * @param {import('./index.js').ClientOptions} [options]
 */
export const connect = (address, options) => new Client(address, options);

export { Client } from './client.js';
export { TickerError } from './errors.js';
export { Decimal } from './ticks/decimal.js';
export { Instrument, Instruments } from './ticks/instruments.js';
export { Quote, Status, Trade } from './ticks/ticks.js';
export { DataDecoder } from './wire/data-decoder.js';
