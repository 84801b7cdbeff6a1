// History over HTTP with fetch: the program of its page, and what a browser's client does with an answer.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { repository, startServer } from './server.mjs';

let server;

before(async () => {
  server = await startServer({ demo: true });
  // The market begins a moment later.
  while ((await (await history('symbol=*&limit=200&format=json')).json()).count < 200);
});
after(async () => { await server?.stop(); });

const history = (query, headers = {}) => fetch(`${server.webUrl}/v1/history?${query}`, { headers });

test('the program of the page on history prints what it got', async () => {
  const page = await readFile(path.join(repository, 'src/docs/history.md'), 'utf8');
  const script = /<!-- tested: history-js -->\n```js\n([\s\S]*?)\n```/.exec(page)[1].replace('http://127.0.0.1:8080', server.webUrl);
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /^\d+ quotes, 0 gaps, up to \d+:\d+\n$/);
});

test('pages followed to their end are the whole, each tick once', async () => {
  let { position, count } = await (await history('symbol=*', { Accept: 'application/json' })).json();
  const whole = await (await history(`symbol=*&to=${position}&format=json`)).json();
  assert.equal(whole.ticks.length, whole.count);
  assert.ok(whole.count >= count);
  const paged = [];
  for (let next = `/v1/history?symbol=*&to=${position}&limit=97&format=json`; next;) {
    const answer = await (await fetch(server.webUrl + next)).json();
    paged.push(...answer.ticks);
    next = answer.next;
  }
  assert.deepEqual(paged, whole.ticks);
});

test('a stream is read line by line as it comes, and can be left at any time', async () => {
  const leave = new AbortController();
  const answer = await fetch(`${server.webUrl}/v1/history?symbol=*`, { signal: leave.signal });
  assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
  const { value } = await answer.body.pipeThrough(new TextDecoderStream()).getReader().read();
  assert.ok(['quote', 'trade', 'status'].includes(JSON.parse(value.split('\n')[0]).kind));
  leave.abort();
  assert.equal((await history('symbol=*&limit=1')).status, 200);
});
