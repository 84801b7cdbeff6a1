// The golden play: real recordings go in through the gRPC door as fast as the server takes them, and come out at two
// clients that were not written here, digit for digit. The server has its default settings.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { follow } from './golden-client.mjs';
import { play, run } from './programs.mjs';
import { files, golden, reasonToSkip, symbols, ticksOf, total } from './recordings.mjs';
import { repository, startServer } from './server.mjs';

test('golden play: four recordings at full speed reach a Python and a JavaScript client digit for digit', {
  skip: reasonToSkip,
  timeout: 300_000,
}, async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const javaScript = follow(server.streamUrl, 'play', symbols);
  t.after(() => javaScript.close());
  let pythonSubscribed;
  const subscribed = new Promise((resolve) => { pythonSubscribed = resolve; });
  const python = run('/usr/bin/python3', [path.join(repository, 'tests/clients/python/golden_client.py'), server.streamUrl, 'play', ...symbols],
    (line) => line === 'subscribed' && pythonSubscribed());
  t.after(() => python.stop());
  const endedEarly = python.ended.then(({ code, errors }) => { throw new Error(`the Python client ended with ${code}:\n${errors}`); });
  endedEarly.catch(() => {});
  await Promise.all([javaScript.subscribed, Promise.race([subscribed, endedEarly])]);

  const played = await play(server, files).ended;
  assert.equal(played.code, 0, played.errors);
  assert.match(played.lines.at(-1), new RegExp(`^sent ${total} ticks, acked ${total}, rejected 0, `));

  const results = { JavaScript: await javaScript.result };
  const { code, lines, errors } = await python.ended;
  assert.equal(code, 0, errors);
  results.Python = JSON.parse(lines.at(-1));
  for (const symbol of symbols) {
    const { file, quotes, trades, size } = golden[symbol];
    const lastQuote = (await ticksOf(file)).findLast(([kind]) => kind === 'quote').slice(1);
    if (golden[symbol].lastQuote) assert.deepEqual(lastQuote, golden[symbol].lastQuote);
    for (const [client, result] of Object.entries(results)) {
      assert.deepEqual(result[symbol], { quotes, trades, size, lastQuote }, `${client}: ${symbol}`);
    }
  }
});
