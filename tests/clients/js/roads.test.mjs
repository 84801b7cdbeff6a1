// The roads beside the socket, with the clients that people have: fetch, and EventSource in Chromium.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launchBrowser, openPage } from './browser.mjs';
import { repository, startServer } from './server.mjs';

let server;

before(async () => {
  server = await startServer({ demo: true });
  // The market begins a moment later.
  while ((await (await fetch(`${server.webUrl}/v1/snapshot?symbols=*`)).json()).ticks.length < 100);
});
after(async () => { await server?.stop(); });

/** The lines of an answer without end, until the caller has enough. */
async function* lines(url, headers = {}) {
  const leave = new AbortController();
  try {
    const answer = await fetch(url, { headers, signal: leave.signal });
    assert.equal(answer.status, 200);
    let rest = '';
    for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
      const whole = (rest + text).split('\n');
      rest = whole.pop();
      yield* whole;
    }
  } finally {
    leave.abort();
  }
}

test('lines are read as they come', async () => {
  const kinds = [];
  for await (const line of lines(`${server.webUrl}/v1/ticks?symbols=XNAS:*&mode=interval&interval_ms=100`)) {
    const message = JSON.parse(line);
    kinds.push(message.ev ?? 'ticks');
    if (kinds.lastIndexOf('ticks') > kinds.indexOf('seam') && kinds.includes('seam')) break;
  }
  assert.deepEqual(kinds.slice(0, 3), ['welcome', 'subscribed', 'ticks']);
});

test('polls in mode all give each tick once, and what history has', async () => {
  const seen = [];
  let cursor = (await (await fetch(`${server.webUrl}/v1/poll?symbols=XNAS:*`)).json()).cursor;
  const first = cursor;
  for (let n = 0; n < 20; n++) {
    const answer = await (await fetch(`${server.webUrl}/v1/poll?symbols=XNAS:*&mode=all&from=${cursor}`)).json();
    seen.push(...answer.messages.flatMap((message) => message.ticks ?? []).map((tick) => tick.seq));
    cursor = answer.cursor;
  }
  const history = async () => (await (await fetch(`${server.webUrl}/v1/history?symbol=XNAS:*&from=${first}&to=${cursor}&format=json`)).json()).ticks.map((tick) => String(tick.sequence));
  assert.ok(seen.length > 0);
  assert.deepEqual(seen, await history());
});

/** The ticks that messages hold, but for those of the state, and the newest statement. */
function accounts(messages) {
  const ticks = messages.flatMap((message) => message.ticks ?? []);
  const { conflated, ...statement } = messages.findLast(({ ev }) => ev === 'statement');
  const sum = statement.delivered + Object.values(conflated).reduce((left, right) => left + right) + statement.filtered + statement.discarded + statement.pending;
  assert.equal(statement.matched, sum);
  return { counted: ticks.filter(({ f }) => (f & 1) === 0).length, told: statement.delivered, state: ticks.filter(({ f }) => (f & 1) === 1).length, snapshot: statement.snapshot };
}

test('accounts of lines and of polls are what their client counts', async () => {
  const messages = [];
  for await (const line of lines(`${server.webUrl}/v1/ticks?symbols=*&statement_ms=300`)) {
    messages.push(JSON.parse(line));
    if (messages.filter(({ ev }) => ev === 'statement').length === 3) break;
  }
  const { counted, told, state, snapshot } = accounts(messages);
  assert.ok(counted > 0);
  assert.deepEqual([counted, state], [told, snapshot]);
  const answer = await (await fetch(`${server.webUrl}/v1/poll?symbols=*&mode=all&from=now`)).json();
  const poll = accounts(answer.messages);
  assert.ok(poll.counted > 0);
  assert.equal(poll.counted, poll.told);
});

test('EventSource in a page gets ticks, and after a restart of the server resumes by itself', async () => {
  let own = await startServer({ demo: true });
  const browser = await launchBrowser();
  try {
    const page = await openPage(browser);
    await page.goto(own.webUrl);
    await page.evaluate(() => {
      window.got = { ticks: 0, opens: 0, ids: [], gaps: [] };
      window.source = new EventSource('/v1/events?symbols=*&mode=interval&interval_ms=200');
      source.onopen = () => got.opens++;
      source.addEventListener('ticks', (event) => { got.ticks += JSON.parse(event.data).ticks.length; got.ids.push(event.lastEventId); });
      source.addEventListener('gap', (event) => got.gaps.push(JSON.parse(event.data).cause));
    });
    await page.waitForFunction(() => got.ticks > 200 && /^\d+:\d+$/.test(got.ids.at(-1)));
    const port = own.webPort;
    await own.stop();
    own = await startServer({ demo: true, webPort: port });
    await page.waitForFunction(() => got.opens > 1);
    const before = await page.evaluate(() => got.ticks);
    await page.waitForFunction((was) => got.ticks > was + 50, before);
    // The journal went with the first server: the page is told.
    assert.deepEqual(await page.evaluate(() => got.gaps), ['epoch_changed']);
    await page.evaluate(() => source.close());
  } finally {
    await browser.close();
    await own.stop();
  }
});

test('the program of the page on roads prints what it got', async () => {
  const page = await readFile(path.join(repository, 'src/docs/roads.md'), 'utf8');
  const script = /<!-- tested: roads-js -->\n```js\n([\s\S]*?)\n```/.exec(page)[1].replaceAll('http://127.0.0.1:8080', server.webUrl);
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /^\d+ ticks in 3 answers, up to \d+:\d+\n$/);
});
