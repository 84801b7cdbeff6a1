// Compressed messages (permessage-deflate), with ws from npm and with Chromium.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { launchBrowser, openPage } from './browser.mjs';
import { startServer } from './server.mjs';

const enough = 5_000;

/** Subscribes to everything and settles when enough ticks came: what was inflated, what the socket got, what was agreed. */
function streamWithWs(url, protocol, perMessageDeflate) {
  return new Promise((resolve, reject) => {
    const stream = new WebSocket(url, protocol, { perMessageDeflate });
    const result = { agreed: stream.extensions, inflated: 0, received: 0, ticks: 0 };
    stream.on('open', () => {
      result.agreed = stream.extensions;
      // Long enough for the client to compress it as well.
      stream.send(JSON.stringify({ op: 'subscribe', id: 1, symbols: ['*', ...Array.from({ length: 200 }, (_, n) => `NONE:S${n}`)] }));
    });
    stream.on('message', (data) => {
      result.inflated += data.length;
      const message = JSON.parse(data);
      assert.notEqual(message.ev, 'error', message.message);
      result.ticks += message.ticks?.length ?? 0;
      if (result.ticks >= enough && stream.readyState === WebSocket.OPEN) {
        result.received = stream._socket.bytesRead;
        stream.close(1000);
      }
    });
    stream.on('error', reject);
    stream.on('close', (code) => (code === 1000 ? resolve(result) : reject(new Error(`closed with ${code}`))));
  });
}

test('ws and Chromium read compressed messages', async (t) => {
  const server = await startServer({ demo: true, settings: { 'Ticker:WebSockets:Deflate': true } });
  let browser;
  try {
    const deflated = await streamWithWs(server.streamUrl, 'ticker.v1.json', { threshold: 0 });
    assert.equal(deflated.agreed, 'permessage-deflate');
    assert.ok(deflated.received < deflated.inflated / 2, `${deflated.received} bytes for ${deflated.inflated}`);
    t.diagnostic(`${deflated.inflated} bytes of JSON came in ${deflated.received}`);

    const plain = await streamWithWs(server.streamUrl, 'ticker.v1.json', false);
    assert.equal(plain.agreed, '');
    assert.ok(plain.received > plain.inflated);

    browser = await launchBrowser();
    const page = await openPage(browser);
    await page.goto(server.webUrl);
    const [extensions, ticks] = await page.evaluate((count) => new Promise((resolve, reject) => {
      const stream = new WebSocket(`ws://${location.host}/v1/stream`, 'ticker.v1.json');
      let seen = 0;
      stream.onopen = () => stream.send(JSON.stringify({ op: 'subscribe', id: 1, symbols: ['*', ...Array.from({ length: 200 }, (_, n) => `NONE:S${n}`)] }));
      stream.onmessage = ({ data }) => {
        seen += JSON.parse(data).ticks?.length ?? 0;
        if (seen >= count) stream.close(1000);
      };
      stream.onclose = ({ code, wasClean }) => (code === 1000 && wasClean ? resolve([stream.extensions, seen]) : reject(new Error(`closed with ${code}`)));
    }), enough);
    assert.match(extensions, /^permessage-deflate/);
    assert.ok(ticks >= enough);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser?.close();
    await server.stop();
  }
});
