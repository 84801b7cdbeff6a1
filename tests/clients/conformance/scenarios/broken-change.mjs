import assert from 'node:assert/strict';
import { quote } from '../feed.mjs';
import { range } from '../world.mjs';

export const name = 'a change holds, and what it adds has its state, wherever the line breaks on its way';

async function beforeItIsHeard(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.publish([quote(2, 20_000, 20_001)]);
  await feed.trades(1);
  const first = feed.sent;
  const proxy = await world.proxy(server);
  const driver = world.driver();
  driver.open(proxy.url, { statement_interval_ms: 0 });
  driver.subscribe(1, ['XTST:A'], { mode: 'all' });
  await driver.until(() => driver.trades().length === 1 && driver.of('subscribed').length === 1, 'the state');
  proxy.cutAtAsk();
  driver.do('modify', { id: 1, add: ['XTST:B'] });
  await driver.until(() => driver.ticksOf().some(([, symbol]) => symbol === 'XTST:B'), 'the state of what was added');
  await feed.trades(50);
  await feed.trades(50, 2);
  await driver.until(() => driver.trades().at(-1) === feed.sent, 'the trades of both');
  await driver.close();
  assert.ok(driver.of('state', ({ state }) => state === 'waiting').length > 0, 'the line did not break');
  assert.deepEqual(driver.trades(), range(first, feed.sent));
  assert.deepEqual(driver.ticksOf().filter(([kind]) => kind === 'q').map((tick) => [tick[1], tick[4]]), [['XTST:B', '200']]);
}

// Behind the page that answers it, before the state that it brings.
async function beforeItsState(world) {
  const asked = [];
  const [a, b] = [[1, 'XTST:A', 2, 0], [2, 'XTST:B', 2, 0]];
  const standIn = await world.standIn({
    asked(message, peer) {
      asked.push([peer.connection, message.op, message.symbols ?? message.add]);
      if (message.op === 'subscribe') peer.subscribed(1, [a], 10);
      if (message.op !== 'modify') return;
      peer.send({ ev: 'subscribed', id: 1, epoch: 1723161253937n, seq: 10, instruments: [b], unknown: [], more: false });
      if (peer.connection === 1) peer.close(1001, '');
      else {
        peer.send([1, [1, 2, 7, 0, 20_000, 1, 20_001, 1, 1]]);
        peer.send({ ev: 'seam', id: 1, seq: 10 });
      }
    },
  });
  const driver = world.driver();
  driver.open(standIn.url, { statement_interval_ms: 0 });
  driver.subscribe(1, ['XTST:A']);
  await driver.until(() => driver.of('subscribed').length === 1, 'the beginning');
  driver.do('modify', { id: 1, add: ['XTST:B'] });
  await driver.until(() => driver.ticksOf().length === 1, 'the state');
  // Closing, a client may take back what it has asked for.
  const [...before] = asked;
  await driver.close();
  assert.deepEqual(before, [[1, 'subscribe', ['XTST:A']], [1, 'modify', ['XTST:B']], [2, 'subscribe', ['XTST:A']], [2, 'modify', ['XTST:B']]]);
}

export async function run(world) {
  await beforeItIsHeard(world);
  await beforeItsState(world);
}
