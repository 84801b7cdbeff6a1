// Servers one after another on one journal and the same ports, each told to stop under load. Clients from npm that come back when,
// and go on where, they were told to have every tick once, in order, and were told accounts that say so.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { NumberedFlow } from './numbered-flow.mjs';
import { RestartedClient } from './restarted-client.mjs';
import { startServer } from './server.mjs';

const servers = 4;
const ticksOfAServer = 4_000;
const [earliest, spread, flush] = [200, 600, 10_000];

// What src/docs/operating.md promises: the delay, which is none, the flush, the close's grace of 2 s, and 3 s.
const endsWithin = flush + 2_000 + 3_000;
const seconds = (ms) => `00:00:${ms / 1_000}`;

const all = { symbols: ['XTST:*'], mode: 'all' };
const asked = [
  ['msgpack', [all]],
  ['msgpack', [all]],
  ['json', [all]],
  ['json', [{ ...all, symbols: ['XTST:B', 'XTST:A'] }]],
  ['msgpack', [{ ...all, kinds: ['trade'] }]],
  ['json', [{ ...all, symbols: ['XTST:A'], kinds: ['quote'] }]],
  ['msgpack', [{ ...all, symbols: ['XTST:A'] }, { ...all, symbols: ['XTST:B'], kinds: ['trade'] }]],
  ['json', [{ symbols: ['XTST:*'], kinds: ['trade'] }, all]],
  ['msgpack', [{ symbols: ['XTST:*'] }]],
  ['json', [{ symbols: ['XTST:*'], conflate_trades: true }]],
  ['msgpack', [{ symbols: ['XTST:*'], mode: 'interval', interval_ms: 50 }]],
  ['json', [{ symbols: ['XTST:*'], mode: 'interval', interval_ms: 100, conflate_trades: true }]],
];

/** Within the span, none the same, and nowhere nobody for long. */
function assertSpread(retries) {
  const sorted = retries.toSorted((one, other) => one - other);
  assert.ok(sorted[0] >= earliest && sorted.at(-1) <= earliest + spread, `told to come back after ${sorted} ms`);
  const gaps = [...sorted, earliest + spread].map((retry, n) => retry - (sorted[n - 1] ?? earliest));
  assert.ok(gaps.slice(1, -1).every((gap) => gap > 0) && Math.max(...gaps) <= 3 * spread / sorted.length, `told to come back after ${sorted} ms`);
}

test('a rolling restart under load loses and doubles nothing', { timeout: 120_000 }, async (t) => {
  const journal = mkdtempSync(path.join(tmpdir(), 'ticker-rolling-'));
  t.after(() => rmSync(journal, { recursive: true, force: true, maxRetries: 5 }));
  const settings = {
    'Ticker:Journal:Directory': journal,
    'Ticker:Lanes': 3,
    'Ticker:Drain:Flush': seconds(flush),
    'Ticker:Drain:RetryAfter': seconds(earliest),
    'Ticker:Drain:RetrySpread': seconds(spread),
  };
  let server = await startServer({ settings });
  t.after(() => server.kill());
  const { webPort, grpcPort } = server;
  const clients = asked.map(([encoding, requests]) => new RestartedClient(server.streamUrl, encoding, requests));
  t.after(() => clients.forEach((client) => client.end()));
  const every = (holds) => Promise.all(clients.map((client) => client.until(holds)));
  await every(({ isIn }) => isIn);
  const flow = new NumberedFlow(server.grpcAddress);

  for (let n = 1; n < servers; n += 1) {
    if (n === 2) {
      // One is told to stop as soon as the first is back: others are on their way, or will never have seen it.
      await Promise.race(clients.map((client) => client.until(({ isIn }) => isIn)));
    } else {
      await every(({ isIn }) => isIn);
      const before = Math.max(...clients.map(({ newest }) => newest));
      await every(({ newest }) => newest >= before + ticksOfAServer);
    }
    const inside = clients.filter(({ isIn }) => isIn).map((client) => ({ client, farewells: client.farewells.length }));
    assert.deepEqual(await server.stop({ graceMs: endsWithin }), { code: 0, signal: null }, server.log);
    await Promise.all(inside.map(({ client, farewells }) => client.until(() => client.farewells.length > farewells)));
    if (inside.length === clients.length) assertSpread(clients.map(({ farewells }) => farewells.at(-1).retry));
    server = await startServer({ settings, webPort, grpcPort });
  }
  await every(({ isIn }) => isIn);
  const last = await flow.end();
  await every((client) => client.hasAll(last));
  assert.ok(flow.starts >= servers - 1, `${flow.starts} servers took the feed in`);
  assert.ok(clients.every(({ visits }) => visits >= servers - 1), `clients were in ${clients.map(({ visits }) => visits)} times`);
});
