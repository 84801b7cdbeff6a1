// The golden play: real recordings go in through the gRPC door as fast as the server takes them, and come out at two
// clients that were not written here, digit for digit. The server has its default settings.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createGunzip } from 'node:zlib';
import { follow } from './golden-client.mjs';
import { repository, startServer } from './server.mjs';

const feeds = process.env.TICKER_TEST_FEEDS ?? path.join(repository, '../shared/feeds');
const recordings = path.join(feeds, 'binance-raw');
const ticker = process.env.TICKER_CLI_DLL ?? path.join(repository, 'src/Ticker.Cli/bin/Release/net10.0/ticker.dll');

// What the recordings hold, counted once by other means.
const golden = {
  'BINANCE:BTCUSDT': { file: 'spot_btcusdt_20240808.gz', quotes: 28_040, trades: 9_757, size: '212.03315', lastQuote: ['61685.99', '1.25869', '61686', '2.44807'] },
  'BINANCE:ETHUSDT': { file: 'spot_ethusdt_20240808.gz', quotes: 24_077, trades: 6_106, size: '2261.3149' },
  'BINANCE-USDM:BTCUSDT': { file: 'usdm_btcusdt_20240808.gz', quotes: 66_089, trades: 21_313, size: '2429.366', lastQuote: ['61659.7', '1.486', '61659.8', '0.981'] },
  'BINANCE-USDM:ETHUSDT': { file: 'usdm_ethusdt_20240808.gz', quotes: 53_992, trades: 14_076, size: '9164.948' },
};
const symbols = Object.keys(golden);
const files = Object.values(golden).map(({ file }) => path.join(recordings, file));
const absent = files.find((file) => !existsSync(file));

const withoutZeros = (decimal) => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

/** The last best bid and ask of a recording, as its text has them. */
async function lastQuoteOf(file) {
  let last;
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity })) {
    if (line.includes('@bookTicker"')) last = line;
  }
  const { b, B, a, A } = JSON.parse(last.slice(last.indexOf(' '))).data;
  return [b, B, a, A].map(withoutZeros);
}

/** Runs a program to its end; its lines go to `onLine` as they come. */
function run(program, args, onLine = () => {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  const errors = [];
  createInterface({ input: child.stdout }).on('line', (line) => { lines.push(line); onLine(line); });
  child.stderr.setEncoding('utf8').on('data', (text) => errors.push(text));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, lines, errors: errors.join('') }));
  });
  return { ended, stop: () => child.kill('SIGKILL') };
}

test('golden play: four recordings at full speed reach a Python and a JavaScript client digit for digit', {
  skip: absent && `real recordings are absent: ${absent} is not there (TICKER_TEST_FEEDS names their folder)`,
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

  const played = await run('dotnet', [ticker, 'feed', 'play', ...files, '--to', `http://${server.grpcAddress}`, '--speed', 'max']).ended;
  assert.equal(played.code, 0, played.errors);
  const sent = Object.values(golden).reduce((sum, { quotes, trades }) => sum + quotes + trades, 0);
  assert.match(played.lines.at(-1), new RegExp(`^sent ${sent} ticks, acked ${sent}, rejected 0, `));

  const results = { JavaScript: await javaScript.result };
  const { code, lines, errors } = await python.ended;
  assert.equal(code, 0, errors);
  results.Python = JSON.parse(lines.at(-1));
  for (const symbol of symbols) {
    const { file, quotes, trades, size } = golden[symbol];
    const lastQuote = await lastQuoteOf(path.join(recordings, file));
    if (golden[symbol].lastQuote) assert.deepEqual(lastQuote, golden[symbol].lastQuote);
    for (const [client, result] of Object.entries(results)) {
      assert.deepEqual(result[symbol], { quotes, trades, size, lastQuote }, `${client}: ${symbol}`);
    }
  }
});
