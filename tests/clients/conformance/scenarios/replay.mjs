import assert from 'node:assert/strict';

export const name = 'plays a recording to its end, every tick once, and is closed by that without an error';

// As many as it has: tests/clients/js/replay.test.mjs reads the same without a client.
const ticks = 4_846;

export async function run(world) {
  const server = await world.server();
  const driver = world.driver();
  driver.open(`${server.webUrl.replace('http', 'ws')}/v1/replay?recording=calm&speed=max`, { statement_interval_ms: 100 });
  driver.subscribe(1, ['*'], { mode: 'all' });
  await driver.until(() => driver.of('ended').length === 1, 'the end');
  await driver.close();
  const sequences = driver.ticksOf().map(([, , seq]) => Number(seq));
  assert.equal(sequences.length, ticks);
  assert.ok(sequences.every((seq, n) => n === 0 || seq > sequences[n - 1]), 'a tick comes twice, or goes back');
  assert.ok(driver.ticksOf().every((tick) => ((tick[0] === 'q' ? tick[8] : tick[0] === 't' ? tick[7] : tick[5]) & 16) !== 0), 'a tick does not say that it is replayed');
  assert.equal(driver.of('ended')[0].reason, null);
  const { state, reason } = driver.of('state').at(-1);
  assert.deepEqual([state, reason, driver.states.filter((one) => one === 'connecting').length], ['closed', 'ended', 1]);
  assert.ok(driver.of('tape').length > 0, 'nothing was told of the tape');
  assert.deepEqual([...driver.of('gap'), ...driver.of('error'), ...driver.of('statement', (one) => !one.adds_up)], []);
}
