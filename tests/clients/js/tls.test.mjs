// Chromium over TLS: the board, and a WebSocket that is a stream of its HTTP/2 connection.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { launchBrowser, openPage } from './browser.mjs';
import { TestCertificate } from './certificate.mjs';
import { startServer } from './server.mjs';

test('Chromium streams over one HTTP/2 connection with TLS', async () => {
  const { certificate, key, remove } = new TestCertificate();
  let server;
  let browser;
  try {
    server = await startServer({
      demo: true,
      settings: { 'Ticker:Listen:Tls': 'https://127.0.0.1:0', 'Ticker:Listen:Certificate': certificate, 'Ticker:Listen:CertificateKey': key },
    });
    browser = await launchBrowser();
    const page = await openPage(browser, { ignoreHTTPSErrors: true });
    const session = await page.context().newCDPSession(page);
    const handshakes = [];
    const answered = new Promise((resolve) => {
      session.on('Network.webSocketHandshakeResponseReceived', ({ response }) => { handshakes.push(response); resolve(); });
    });
    await session.send('Network.enable');
    await page.goto(`${server.tlsUrl}/plain/`);
    assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation')[0].nextHopProtocol), 'h2');
    await page.locator('#connection[data-state="live"]').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('#rows tr').length >= 100);

    // 200 is the answer to a CONNECT; an upgrade of HTTP/1.1 is answered 101.
    await answered;
    assert.equal(handshakes[0].status, 200);

    const ticks = await page.evaluate(() => new Promise((resolve, reject) => {
      const stream = new WebSocket(`wss://${location.host}/v1/stream`, 'ticker.v1.json');
      let count = 0;
      stream.onopen = () => stream.send(JSON.stringify({ op: 'subscribe', id: 1, symbols: ['*'] }));
      stream.onmessage = ({ data }) => {
        count += JSON.parse(data).ticks?.length ?? 0;
        if (count > 2_000) stream.close(1000);
      };
      stream.onclose = ({ code, wasClean }) => (code === 1000 && wasClean ? resolve(count) : reject(new Error(`closed with ${code}`)));
    }));
    assert.ok(ticks > 2_000);
    assert.deepEqual(page.faults, []);
  } finally {
    await browser?.close();
    await server?.stop();
    remove();
  }
});
