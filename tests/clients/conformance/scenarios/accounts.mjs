import assert from 'node:assert/strict';

export const name = 'accounts that do not add up end the client';

export async function run(world) {
  const standIn = await world.standIn({
    asked({ op, id }, peer) {
      if (op === 'subscribe') {
        peer.subscribed(id, [[1, 'XTST:A', 2, 0]]);
        peer.send([id, [2, 1, 1, 0, 100, 1, 1, 0, 1], [2, 1, 2, 0, 101, 1, 1, 0, 2]]);
      } else if (op === 'statement') {
        // The first is right; then one of three ticks has got lost.
        peer.statement(id, this.asks++ === 0 ? { matched: 2, delivered: 2, first_seq: 1, last_seq: 2 } : { matched: 3, delivered: 3, first_seq: 1, last_seq: 3 });
      }
    },
    asks: 0,
  });
  const driver = world.driver();
  driver.open(standIn.url, { statement_interval_ms: 0 });
  driver.subscribe(1, ['XTST:A'], { mode: 'all' });
  await driver.until(() => driver.trades().length === 2, 'the ticks');
  for (let n = 0; n < 2; n++) {
    driver.do('statement', { id: 1 });
    await driver.until(() => driver.of('statement').length > n, `statement ${n + 1}`);
  }
  await driver.until(() => driver.of('ended').length === 1, 'the end');
  await driver.close();
  assert.deepEqual(driver.of('statement').map(({ delivered, adds_up: addsUp }) => [delivered, addsUp]), [[2, true], [3, false]]);
  assert.deepEqual([driver.of('state').at(-1).state, driver.of('state').at(-1).reason], ['closed', 'accounts']);
  assert.equal(driver.of('ended')[0].reason, 'accounts');
  assert.equal(standIn.connections, 1);
}
