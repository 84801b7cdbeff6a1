// The page of src/clients/js/examples, from a place of its own, with the client that the server itself gives out.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { launchBrowser, openPage } from './browser.mjs';
import { repository, startServer } from './server.mjs';

const example = readFileSync(path.join(repository, 'src/clients/js/examples/watch.html'), 'utf8');

async function sitePage(t) {
  const site = http.createServer((request, answer) => answer.setHeader('Content-Type', 'text/html').end(example));
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  t.after(() => { site.closeAllConnections(); site.close(); });
  const browser = await launchBrowser();
  t.after(() => browser.close());
  return { origin: `http://127.0.0.1:${site.address().port}`, page: await openPage(browser) };
}

const sum = () => [...document.querySelectorAll('#rows tr')].reduce((all, { dataset }) => all + Number(dataset.updates), 0);

test('the example page is short, shows live prices, and goes on after a restart of the server', { timeout: 120_000 }, async (t) => {
  assert.ok(example.split('\n').length <= 32);
  const { origin, page } = await sitePage(t);
  const settings = { 'Ticker:WebSockets:AllowedOrigins:0': origin };
  let server = await startServer({ demo: true, settings });
  t.after(() => server.stop());
  await page.goto(`${origin}/?server=${server.webUrl}&symbols=XNAS:*,EBS:*`);
  await page.waitForFunction(() => document.querySelector('#state').textContent === 'open' && document.querySelectorAll('#rows tr').length > 10);
  await page.waitForFunction(`(${sum})() > ${await page.evaluate(sum)} + 100`);
  const rows = await page.$$eval('#rows tr', (all) => all.map(({ cells }) => [...cells].map(({ textContent }) => textContent)));
  for (const [symbol, ...figures] of rows) {
    assert.match(symbol, /^(XNAS|EBS):/);
    assert.equal(figures.length, 3);
  }
  assert.ok(rows.some(([, bid, ask]) => /^\d+\.\d+$/.test(bid) && /^\d+\.\d+$/.test(ask)), JSON.stringify(rows.slice(0, 3)));

  // What is refused while the server is away is told on the console too.
  assert.deepEqual(page.faults, []);
  const { webPort } = server;
  await server.kill();
  await page.waitForFunction(() => document.querySelector('#state').textContent !== 'open');
  server = await startServer({ demo: true, settings, webPort });
  await page.waitForFunction(() => document.querySelector('#state').textContent === 'open');
  await page.waitForFunction(`(${sum})() > ${await page.evaluate(sum)} + 100`);
  assert.deepEqual([...page.hosts], ['127.0.0.1']);
});

test('a page of an origin that is not allowed may load the client, but gets no stream', { timeout: 120_000 }, async (t) => {
  const { origin, page } = await sitePage(t);
  const server = await startServer({ demo: true });
  t.after(() => server.stop());
  await page.goto(`${origin}/?server=${server.webUrl}`);
  await page.waitForFunction(() => /^(waiting|closed): /.test(document.querySelector('#state').textContent));
  assert.equal(await page.locator('#rows tr').count(), 0);
  const answer = await fetch(`${server.webUrl}/clients/js/index.js`);
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.equal(answer.headers.get('cross-origin-resource-policy'), 'cross-origin');
  assert.match(answer.headers.get('content-type'), /javascript/);
  assert.equal((await fetch(server.webUrl)).headers.get('access-control-allow-origin'), null);
});
