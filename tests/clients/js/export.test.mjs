// What `ticker export` writes, opened by DuckDB: counts, sums, exact times, nulls, statistics that let row groups be skipped.
import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { run, ticker } from './programs.mjs';
import { files, golden, reasonToSkip, total, withoutZeros } from './recordings.mjs';
import { recordingFiles } from './recording-writer.mjs';
import { repository } from './server.mjs';

const epoch = 1_700_000_000_123n;
const start = 1_723_161_253_937_412_001n;

let folder;
let database;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ticker-export-'));
  database = await (await DuckDBInstance.create(':memory:')).connect();
  await database.run("set TimeZone = 'UTC'");
});

after(async () => {
  database?.closeSync();
  await rm(folder, { recursive: true, force: true });
});

/** Rows as objects; values as JSON would have them, whole numbers beyond 2^53 and decimals as text. */
const rows = async (sql) => (await database.runAndReadAll(sql)).getRowObjectsJson();

async function exported(name, recordings, ...options) {
  const out = path.join(folder, name);
  const { code, lines, errors } = await run('dotnet', [ticker, 'export', ...recordings, '--out', out, '--force', ...options]).ended;
  assert.equal(code, 0, errors);
  assert.match(lines.at(-1), /^wrote /);
  return out;
}

async function recording(name, instruments, ticks) {
  const directory = path.join(folder, name);
  await mkdir(directory);
  for (const [file, bytes] of Object.entries(recordingFiles(epoch, instruments, ticks))) await writeFile(path.join(directory, file), bytes);
  return directory;
}

const instruments = [
  { number: 1, venue: 'NYMEX', symbol: 'CLK0', currency: 'USD', priceScale: 2, sizeScale: 0 },
  { number: 2, venue: 'X', symbol: "O'Ne, \"ü\" 1/2", priceScale: 12, sizeScale: 9 },
];
const at = (n) => ({ sequence: n, receiveTime: start + n });
const ticks = [
  { ...at(1n), kind: 'quote', instrument: 1, bid: -3_763n, bidSize: 5n, ask: -3_700n, askSize: 7n, eventTime: start },
  { ...at(2n), kind: 'quote', instrument: 1, ask: 1n, askSize: 1n, flags: 5 },
  { ...at(3n), kind: 'quote', instrument: 2, bid: 10n ** 18n, bidSize: 10n ** 18n },
  { ...at(4n), kind: 'trade', instrument: 1, price: -3_763n, size: 3n, side: 'sell', tradeId: 2n ** 64n - 1n, eventTime: start - 1n },
  { ...at(5n), kind: 'trade', instrument: 2, price: 1n, size: 1n },
  { ...at(6n), kind: 'status', instrument: 1, state: 'halted', reason: 'limit, "down"' },
];

test('every kind of tick arrives as it was: nulls, negative prices, odd symbols, two scales, 64 bits, nanoseconds', async () => {
  const source = await recording('kinds', instruments, ticks);
  const file = await exported('kinds.parquet', [source]);

  const [types] = await rows(`select typeof(event_time) as event_time, typeof(event_time_ns) as ns, typeof(bid_price) as bid_price, typeof(bid_size) as bid_size, typeof(trade_id) as trade_id, typeof(sequence) as sequence from '${file}' limit 1`);
  assert.deepEqual(types, { event_time: 'TIMESTAMP WITH TIME ZONE', ns: 'BIGINT', bid_price: 'DECIMAL(38,12)', bid_size: 'DECIMAL(38,9)', trade_id: 'UBIGINT', sequence: 'BIGINT' });

  const seen = await rows(`from '${file}' order by sequence`);
  const nothing = { event_time: null, event_time_ns: null, bid_price: null, bid_size: null, ask_price: null, ask_size: null, price: null, size: null, side: null, trade_id: null, state: null, reason: null };
  const oil = { venue: 'NYMEX', symbol: 'CLK0', currency: 'USD', price_scale: 2, size_scale: 0 };
  const odd = { venue: 'X', symbol: "O'Ne, \"ü\" 1/2", currency: null, price_scale: 12, size_scale: 9 };
  const row = (n, instrument, rest) => ({ ...nothing, receive_time: '2024-08-08 23:54:13.937412+00', receive_time_ns: String(start + n), epoch: String(epoch), sequence: String(n), flags: 0, ...instrument, ...rest });
  assert.deepEqual(seen, [
    row(1n, oil, { kind: 'quote', event_time: '2024-08-08 23:54:13.937412+00', event_time_ns: String(start), bid_price: '-37.630000000000', bid_size: '5.000000000', ask_price: '-37.000000000000', ask_size: '7.000000000' }),
    row(2n, oil, { kind: 'quote', ask_price: '0.010000000000', ask_size: '1.000000000', flags: 5 }),
    row(3n, odd, { kind: 'quote', bid_price: '1000000.000000000000', bid_size: '1000000000.000000000' }),
    row(4n, oil, { kind: 'trade', event_time: '2024-08-08 23:54:13.937412+00', event_time_ns: String(start - 1n), price: '-37.630000000000', size: '3.000000000', side: 'sell', trade_id: String(2n ** 64n - 1n) }),
    row(5n, odd, { kind: 'trade', price: '0.000000000001', size: '0.000000001' }),
    row(6n, oil, { kind: 'status', state: 'halted', reason: 'limit, "down"' }),
  ]);

  const [stored] = await rows(`select logical_type, converted_type, type from parquet_schema('${file}') where name = 'event_time'`);
  assert.match(stored.logical_type, /TimestampType\(isAdjustedToUTC=.*unit=TimeUnit\(.*NANOS/);
});

test('mantissas and doubles say the same as decimals', async () => {
  const source = await recording('forms', instruments, ticks);
  const mantissas = await exported('mantissas.parquet', [source], '--numbers', 'mantissa');
  const doubles = await exported('doubles.parquet', [source], '--numbers', 'double');

  assert.deepEqual(await rows(`select bid_price_mantissa, price_scale from '${mantissas}' where bid_price_mantissa is not null order by sequence`), [
    { bid_price_mantissa: '-3763', price_scale: 2 }, { bid_price_mantissa: String(10n ** 18n), price_scale: 12 },
  ]);
  assert.deepEqual(await rows(`select price, size, typeof(price) as type from '${doubles}' where kind = 'trade' order by sequence`), [
    { price: -37.63, size: 3, type: 'DOUBLE' }, { price: 1e-12, size: 1e-9, type: 'DOUBLE' },
  ]);
});

test('one scale for all makes decimals of 64 bits; what was chosen is there and nothing else', async () => {
  const source = await recording('chosen', instruments, ticks);
  const file = await exported('chosen.parquet', [source], '--symbols', 'NYMEX:*', '--kinds', 'quote,trade', '--from', String(start + 2n), '--to', String(start + 6n));

  assert.deepEqual(await rows(`select sequence, typeof(price) as type, price from '${file}' order by sequence`), [
    { sequence: '2', type: 'DECIMAL(18,2)', price: null }, { sequence: '4', type: 'DECIMAL(18,2)', price: '-37.63' },
  ]);
});

test('nothing that is meant makes an empty table with all its columns', async () => {
  const source = await recording('empty', instruments, ticks);
  const file = await exported('empty.parquet', [source], '--from', '2030-01-01');

  assert.deepEqual(await rows(`select count(*) as count, sum(price) as sum from '${file}'`), [{ count: '0', sum: null }]);
  assert.equal((await rows(`describe from '${file}'`)).length, 23);
});

test('statistics stand in every column, and a filter on time reads no row group that it can skip', async () => {
  const millisecond = (n) => start + BigInt(n) * 1_000_000n;
  const many = Array.from({ length: 10_000 }, (_, n) => ({ sequence: BigInt(n + 1), receiveTime: millisecond(n), kind: 'trade', instrument: 1, price: BigInt(n), size: 2n, side: 'buy' }));
  const file = await exported('groups.parquet', [await recording('groups', [instruments[0]], many)], '--row-group', '1000');

  const groups = await rows(`select row_group_id, path_in_schema, num_values, stats_null_count, stats_min_value, stats_max_value, data_page_offset, dictionary_page_offset, total_compressed_size from parquet_metadata('${file}') order by row_group_id`);
  assert.equal(groups.length, 23 * 10);
  for (const chunk of groups) {
    const empty = chunk.stats_null_count === chunk.num_values;
    assert.equal(chunk.stats_min_value === null, empty, `${chunk.path_in_schema} of row group ${chunk.row_group_id}`);
    assert.equal(chunk.stats_max_value === null, empty);
  }
  const nanos = groups.filter(({ path_in_schema }) => path_in_schema === 'receive_time_ns');
  nanos.forEach((chunk, n) => {
    assert.equal(BigInt(chunk.stats_min_value), millisecond(n * 1_000));
    assert.equal(BigInt(chunk.stats_max_value), millisecond(n * 1_000 + 999));
  });

  // The pages of all row groups but the fourth are wiped out: whoever reads them cannot go on.
  const bytes = await readFile(file);
  for (const chunk of groups.filter(({ row_group_id }) => row_group_id !== '3')) {
    const from = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
    bytes.fill(0xff, from, from + Number(chunk.total_compressed_size));
  }
  const wiped = path.join(folder, 'wiped.parquet');
  await writeFile(wiped, bytes);
  const select = (filter) => `select count(*) as count, sum(price) as sum, sum(size) as size from '${wiped}' where ${filter}`;
  const expected = [{ count: '1000', sum: '34995.00', size: '2000' }];
  assert.deepEqual(await rows(select(`receive_time_ns between ${millisecond(3_000)} and ${millisecond(3_999)}`)), expected);
  assert.deepEqual(await rows(select("receive_time >= '2024-08-08 23:54:16.937412Z' and receive_time < '2024-08-08 23:54:17.937Z'")), expected);
  assert.deepEqual(await rows(select('sequence > 3000 and sequence <= 4000')), expected);
  await assert.rejects(rows(select('true')));
});

test('CSV and JSON lines hold what Parquet holds', async () => {
  const source = await recording('same', instruments, ticks);
  const parquet = await exported('same.parquet', [source]);
  const csv = await exported('same.csv', [source]);
  const jsonl = await exported('same.jsonl', [source]);
  const columns = (await rows(`describe from '${parquet}'`)).map(({ column_name }) => column_name);
  // Times by their nanoseconds, since this reader cuts timestamps; amounts as the doubles that it makes of JSON's numbers.
  const compared = columns.filter((column) => !['event_time', 'receive_time'].includes(column));
  const amount = (column) => /^(bid_|ask_)?(price|size)$/.test(column);
  const asText = (from, convert) => rows(`select ${compared.map((column) => `${convert(column)}::VARCHAR as ${column}`).join(', ')} from ${from} order by sequence::BIGINT`);
  const exact = (list) => list.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value && amount(key) ? withoutZeros(value) : value])));
  assert.deepEqual(
    exact(await asText(`read_csv('${csv}', header = true, all_varchar = true)`, (column) => column)),
    exact(await asText(`'${parquet}'`, (column) => column)),
  );

  for (const line of (await readFile(jsonl, 'utf8')).trimEnd().split('\n')) assert.ok(JSON.parse(line));
  const double = (column) => (amount(column) ? `${column}::DOUBLE` : column);
  const types = `{${columns.map((column) => `${column}: 'VARCHAR'`).join(', ')}}`;
  assert.deepEqual(await asText(`read_json('${jsonl}', format = 'newline_delimited', columns = ${types})`, double), await asText(`'${parquet}'`, double));
});

test('the commands and the SQL of the page on exporting work as they stand there', async () => {
  const page = await readFile(path.join(repository, 'src/docs/exporting.md'), 'utf8');
  const block = (name) => new RegExp(`<!-- tested: ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page)[1];
  const place = path.join(folder, 'page');
  await mkdir(place);
  await symlink(path.join(repository, 'feeds'), path.join(place, 'feeds'));
  const script = `set -euo pipefail; cd '${place}'; ticker() { dotnet '${ticker}' "$@"; }\n`;

  const shown = await run('bash', ['-c', script + block('export')]).ended;
  const inspected = await run('bash', ['-c', script + block('inspect')]).ended;

  assert.equal(shown.code, 0, shown.errors);
  assert.equal(shown.lines.filter((line) => line.startsWith('wrote ')).length, 3);
  assert.equal(shown.lines.filter((line) => line.startsWith('2025-03-03T14:31:17.')).length, 4);
  assert.equal(inspected.code, 0, inspected.errors);
  const both = JSON.parse(await readFile(path.join(place, 'both.json'), 'utf8'));
  const [{ stormy }] = await rows(`select count(*) as stormy from '${place}/stormy.parquet'`);
  assert.ok(both.ticks > Number(stormy) && Number(stormy) > 1_000);
  assert.equal(both.instruments.reduce((sum, one) => sum + one.quotes + one.trades + one.states, 0), both.ticks);
  const statements = block('sql').split(';').map((text) => text.trim()).filter(Boolean);
  const [volumes, quoted, bars] = await Promise.all(statements.map((sql) => rows(sql.replaceAll(/'(\w+\.parquet)'/g, `'${place}/$1'`))));
  const [{ trades, symbols }] = await rows(`select count(*) as trades, count(distinct symbol) as symbols from '${place}/stormy.parquet' where kind = 'trade'`);
  assert.ok(volumes.length >= 5 && volumes.every(({ volume, vwap }) => Number(volume) > 0 && vwap > 0));
  assert.equal(String(quoted.length), trades);
  assert.ok(quoted.every(({ bid_price, ask_price }) => bid_price !== null || ask_price !== null));
  assert.equal(String(new Set(bars.map(({ symbol }) => symbol)).size), symbols);
  assert.ok(bars.every(({ low, open, close, high }) => Number(low) <= Number(open) && Number(close) <= Number(high)));
});

test('the golden figures of the real recordings come out of the Parquet file by SQL', { skip: reasonToSkip }, async () => {
  const file = await exported('golden.parquet', files, '--row-group', '20000');

  const counts = await rows(`select venue || ':' || symbol as name, count(*) filter (kind = 'quote') as quotes, count(*) filter (kind = 'trade') as trades, sum(size)::VARCHAR as size,
      max(receive_time_ns) filter (kind = 'quote') as last_ns,
      arg_max([bid_price::VARCHAR, bid_size::VARCHAR, ask_price::VARCHAR, ask_size::VARCHAR], sequence) filter (kind = 'quote') as last
    from '${file}' group by all`);
  assert.equal(counts.length, Object.keys(golden).length);
  for (const { name, quotes, trades, size, last, last_ns } of counts) {
    const expected = golden[name];
    assert.deepEqual([Number(quotes), Number(trades), withoutZeros(size)], [expected.quotes, expected.trades, expected.size], name);
    if (expected.lastQuote) assert.deepEqual(last.map(withoutZeros), expected.lastQuote, name);
    if (name === 'BINANCE:BTCUSDT') assert.equal(last_ns, '1723161599999231384');
  }
  assert.deepEqual(await rows(`select count(*) as count, min(sequence) as first, max(sequence) as last from '${file}'`), [{ count: String(total), first: '1', last: String(total) }]);
});
