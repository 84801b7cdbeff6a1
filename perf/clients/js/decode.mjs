// How fast data messages become ticks in a worker: this client's decoder beside two MessagePack libraries, on the same bytes.
// Each does what somebody needs who draws prices: reads the messages and sums up bids and asks, or prices, as numbers. With
// the libraries that is their arrays and a division; times stay as they give them (64-bit integers as BigInt).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { DataDecoder, Instruments } from '../../../src/clients/js/index.js';

const rounds = 7;
const roundMs = 700;

function* messagesOf(bytes) {
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at);
    // As a socket gives them: each with its own view.
    yield bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}

function ours({ instruments }) {
  const known = new Instruments();
  for (const told of instruments) known.take(told);
  const decoder = new DataDecoder(known);
  return (message) => {
    let sum = 0;
    for (const tick of decoder.decode(message).ticks) sum += tick.kind === 'quote' ? tick.bid + tick.ask : tick.price;
    return sum;
  };
}

function byLibrary(decode, { instruments }) {
  const scales = new Map(instruments.map(([ref, , priceScale]) => [ref, 10 ** priceScale]));
  return (message) => {
    const ticks = decode(message);
    let sum = 0;
    for (let n = 1; n < ticks.length; n++) {
      const tick = ticks[n];
      const scale = scales.get(Number(tick[1]));
      sum += tick[0] === 1 ? Number(tick[4]) / scale + Number(tick[6]) / scale : Number(tick[4]) / scale;
    }
    return sum;
  };
}

/** Ticks a second: the median of the rounds, each of as many passes as fit. */
function measure(read, messages, ticks) {
  let sum = 0;
  const pass = () => { sum = 0; for (const message of messages) sum += read(message); };
  const warmed = performance.now() + roundMs;
  do pass(); while (performance.now() < warmed);
  const speeds = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    let passes = 0;
    do { pass(); passes++; } while (performance.now() < begun + roundMs);
    return (passes * ticks * 1_000) / (performance.now() - begun);
  });
  return { sum, speed: speeds.sort((left, right) => left - right)[rounds >> 1] };
}

if (isMainThread) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: process.argv[2] });
  worker.on('message', (line) => console.log(JSON.stringify(line)));
  worker.on('error', (error) => { throw error; });
} else {
  const [head, ...messages] = messagesOf(readFileSync(workerData));
  const market = JSON.parse(head);
  const require = createRequire(new URL('../../../tests/clients/js/', import.meta.url));
  const { Unpackr } = require('msgpackr');
  const unpackr = new Unpackr();
  const { decode } = require('@msgpack/msgpack');
  const contenders = [
    ['ticker-client', ours(market)],
    ['@msgpack/msgpack', byLibrary((bytes) => decode(bytes, { useBigInt64: true }), market)],
    ['msgpackr', byLibrary((bytes) => unpackr.unpack(bytes), market)],
  ];
  let expected;
  for (const [name, read] of contenders) {
    const { sum, speed } = measure(read, messages, market.ticks);
    expected ??= sum;
    if (Math.abs(sum - expected) > 1e-6 * expected) throw new Error(`${name} read something else: ${sum}, not ${expected}`);
    parentPort.postMessage({ language: 'JavaScript', client: name, ticks_per_second: Math.round(speed) });
  }
}
