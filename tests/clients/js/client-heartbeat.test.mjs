// What a heartbeat tells the owner of a JavaScript client: the server's clock, and its feeds.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { connect } from '../../../src/clients/js/index.js';
import { WebSocket } from 'ws';
import { startServer } from './server.mjs';

let server;
before(async () => { server = await startServer({ demo: true }); });
after(() => server?.stop());

test('Heartbeat_OpenConnection_TellsTheServersClockAndItsFeeds', async () => {
  const client = connect(server.streamUrl, { webSocket: WebSocket });
  try {
    client.subscribe('*', { kinds: ['status'] });
    const { timeMs, feeds } = await new Promise((resolve) => { client.on('heartbeat', (told) => { if (told.feeds.demo === 'live') resolve(told); }); });
    assert.deepEqual(Object.keys(feeds), ['demo']);
    // One machine, one clock.
    assert.ok(Math.abs(timeMs - Date.now()) < 60_000, `${timeMs} is the time of day in ms`);
  } finally {
    await client.close();
  }
});
