import assert from 'node:assert/strict';
import { seeded } from '../world.mjs';

export const name = 'a replay goes on where it was over broken lines, every tick once';

// As many as it has: tests/clients/js/replay.test.mjs reads the same without a client.
const ticks = 4_846;
const cuts = 8;
const random = seeded(11);

export async function run(world) {
  const server = await world.server();
  const proxy = await world.proxy(server);
  const driver = world.driver();
  const seqs = (id) => driver.ticksOf(id).map(([, , seq]) => Number(seq));
  proxy.cutAfter(...Array.from({ length: cuts }, () => 4_000 + Math.floor(random() * 16_000)));
  driver.open(`${proxy.url}/v1/replay?recording=calm&speed=max&paused=true`, { statement_interval_ms: 20 });
  driver.subscribe(1, ['*'], { mode: 'all' });
  driver.subscribe(2, ['*'], { mode: 'latest' });
  driver.subscribe(3, ['*'], { mode: 'all', kinds: ['trade'], from: 'now' });
  driver.do('tape', { order: { op: 'resume' } });
  await driver.until(() => driver.of('ended').length === 3, 'the end');
  await driver.close();
  assert.equal(driver.of('state', ({ state, reason }) => state === 'waiting' && reason === 'lost').length, cuts);
  assert.equal(seqs(1).length, ticks);
  assert.ok(seqs(1).every((seq, n) => n === 0 || seq > seqs(1)[n - 1]), 'a tick comes twice, or goes back');
  // What stands for more than itself stands for what the first has of it.
  const all = byKind(driver.ticksOf(1));
  for (const [key, latest] of byKind(driver.ticksOf(2))) {
    assert.equal(latest.at(-1), all.get(key).at(-1), `${key} does not end as it should`);
    assert.ok(latest.every((seq, n) => n === 0 || seq > latest[n - 1]), `${key} goes back, or comes twice`);
  }
  const trades = (id) => driver.ticksOf(id).filter(([kind]) => kind === 't').map(([, , seq]) => Number(seq));
  assert.deepEqual(trades(3), trades(1));
  assert.deepEqual(trades(2), trades(1));
  assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
  assert.ok(driver.of('ended').every(({ reason }) => reason === null));
}

/** Sequences by kind and symbol. */
function byKind(ticks) {
  const found = new Map();
  for (const [kind, symbol, seq] of ticks) {
    const key = `${kind} ${symbol}`;
    found.set(key, [...found.get(key) ?? [], Number(seq)]);
  }
  return found;
}
