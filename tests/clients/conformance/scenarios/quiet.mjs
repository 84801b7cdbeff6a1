import assert from 'node:assert/strict';
import { WebSocket } from '../packages.mjs';

export const name = 'stays where it is while the market is quiet, on every road';

// More than the three after which a connection that says nothing is left.
const HEARTBEATS = 5;

function heartbeats(server, count) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.webUrl.replace('http', 'ws')}/v1/stream`, 'ticker.v1.json');
    socket.on('error', reject);
    socket.on('message', (data) => {
      if (JSON.parse(data).ev === 'heartbeat' && --count === 0) {
        socket.close();
        resolve();
      }
    });
  });
}

export async function run(world) {
  const server = await world.server();
  const feed = await world.feed(server);
  await feed.trades(1);
  const drivers = ['ws', 'events', 'poll'].map((road) => {
    const driver = world.driver();
    driver.open(server.webUrl, { roads: [road], statement_interval_ms: 0 });
    driver.subscribe(1, ['XTST:*'], { mode: 'all' });
    return driver;
  });
  for (const driver of drivers) await driver.until(() => driver.trades().length === 1, 'the state');
  await heartbeats(server, HEARTBEATS);
  await feed.trades(1);
  for (const driver of drivers) {
    await driver.until(() => driver.trades().length === 2, 'the trade');
    await driver.close();
    assert.deepEqual(driver.states, ['connecting', 'open', 'closed']);
  }
}
