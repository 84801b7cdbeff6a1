// The JavaScript client where people meet it: the program of its page, installed as the page says, and a page in Chromium.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Feed } from '../conformance/feed.mjs';
import { KeyFile } from '../conformance/keys.mjs';
import { launchBrowser, openPage } from './browser.mjs';
import { repository, startServer } from './server.mjs';

const client = path.join(repository, 'src/clients/js');

test('the program of the page prints quotes, with the package ws and without', { timeout: 120_000 }, async (t) => {
  const server = await startServer({ demo: true });
  t.after(() => server.stop());
  const page = readFileSync(path.join(repository, 'src/docs/javascript.md'), 'utf8');
  const script = /<!-- tested: javascript-client -->\n```js\n([\s\S]*?)\n```/.exec(page)[1].replaceAll('ws://127.0.0.1:8080', server.webUrl);
  for (const withWs of [true, false]) {
    const folder = mkdtempSync(path.join(tmpdir(), 'ticker-page-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(path.join(folder, 'node_modules'));
    cpSync(client, path.join(folder, 'node_modules/ticker-client'), { recursive: true });
    if (withWs) symlinkSync(path.join(repository, 'tests/clients/js/node_modules/ws'), path.join(folder, 'node_modules/ws'));
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000, cwd: folder });
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^(XNAS:\S+ \S+ \S+\n)+$/);
  }
});

test('a page in Chromium shows its key in a message, asks the server to pause when its buffer is full, and lacks nothing', { timeout: 120_000 }, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticker-page-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const keys = new KeyFile(folder);
  const publisher = keys.add('publisher', { feeds: ['*'], venues: ['*'] });
  const key = keys.add('page', { symbols: ['*'] });
  const site = http.createServer((request, answer) => {
    const asked = new URL(request.url, 'http://site').pathname;
    answer.setHeader('Content-Type', asked.endsWith('.js') ? 'text/javascript' : 'text/html');
    answer.end(asked === '/' ? '<title>page</title><link rel="icon" href="data:,">' : readFileSync(path.join(client, path.normalize(asked))));
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  t.after(() => { site.closeAllConnections(); site.close(); });
  const origin = `http://127.0.0.1:${site.address().port}`;
  const server = await startServer({ settings: { 'Ticker:Access:Keys': keys.path, 'Ticker:WebSockets:AllowedOrigins:0': origin } });
  t.after(() => server.stop());
  const feed = await new Feed(server.grpcAddress, publisher).begin();
  t.after(() => feed.stop());
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await openPage(browser);
  await page.goto(origin);
  await page.evaluate(async ([url, token]) => {
    const { connect } = await import('/index.js');
    window.told = [];
    window.asked = [];
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (text) { asked.push(JSON.parse(text).op); return send.call(this, text); };
    window.market = connect(url, { key: token, statementIntervalMs: 200, roads: ['ws'] });
    for (const name of ['state', 'error', 'gap', 'statement']) market.on(name, (event) => told.push({ name, ...event }));
    window.all = market.subscribe('*', { mode: 'all', buffer: 64 });
    // Resolves when the pages of the instruments are there.
    await new Promise((resolve) => { market.on('subscribed', resolve); });
  }, [server.webUrl, key]);
  for (let n = 0; n < 20; n++) await feed.trades(1_000);
  const { ids, addsUp, problems } = await page.evaluate(async (last) => {
    const ids = [];
    for await (const tick of all) {
      ids.push(Number(tick.tradeId));
      if (ids.at(-1) === last) break;
    }
    const statement = await all.unsubscribe();
    await market.close();
    return { ids, addsUp: statement.addsUp, problems: told.filter(({ name, state, addsUp: sum }) => name === 'error' || name === 'gap' || state === 'waiting' || sum === false).length };
  }, feed.sent);
  assert.deepEqual(ids, Array.from({ length: 20_000 }, (_, n) => n + 1));
  assert.deepEqual([addsUp, problems], [true, 0]);
  const asked = await page.evaluate(() => window.asked);
  assert.equal(asked[0], 'auth');
  assert.ok(asked.includes('pause') && asked.includes('resume'), String(new Set(asked)));
});
