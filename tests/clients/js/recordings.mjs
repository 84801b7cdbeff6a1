// The real recordings that golden plays use: where they are, what they hold by count, and what they hold tick by tick.
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { repository } from './server.mjs';

const feeds = process.env.TICKER_TEST_FEEDS ?? path.join(repository, '../shared/feeds');
const folder = path.join(feeds, 'binance-raw');

/** What the recordings hold, counted once by other means. */
export const golden = {
  'BINANCE:BTCUSDT': { file: 'spot_btcusdt_20240808.gz', quotes: 28_040, trades: 9_757, size: '212.03315', lastQuote: ['61685.99', '1.25869', '61686', '2.44807'] },
  'BINANCE:ETHUSDT': { file: 'spot_ethusdt_20240808.gz', quotes: 24_077, trades: 6_106, size: '2261.3149' },
  'BINANCE-USDM:BTCUSDT': { file: 'usdm_btcusdt_20240808.gz', quotes: 66_089, trades: 21_313, size: '2429.366', lastQuote: ['61659.7', '1.486', '61659.8', '0.981'] },
  'BINANCE-USDM:ETHUSDT': { file: 'usdm_ethusdt_20240808.gz', quotes: 53_992, trades: 14_076, size: '9164.948' },
};
for (const one of Object.values(golden)) one.file = path.join(folder, one.file);

export const symbols = Object.keys(golden);
export const files = Object.values(golden).map(({ file }) => file);

const absent = files.find((file) => !existsSync(file));

/** Why golden plays are skipped, where the recordings are absent. */
export const reasonToSkip = absent && `real recordings are absent: ${absent} is not there (TICKER_TEST_FEEDS names their folder)`;

/** How many ticks all of them hold. */
export const total = Object.values(golden).reduce((sum, { quotes, trades }) => sum + quotes + trades, 0);

export const withoutZeros = (decimal) => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

/** The quotes and trades of a recording in their order: ['quote', bid, size, ask, size] and ['trade', price, size, side, id], as decimal texts. */
export async function ticksOf(file) {
  const ticks = [];
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity })) {
    if (line.includes('@bookTicker"')) {
      const { b, B, a, A } = JSON.parse(line.slice(line.indexOf(' '))).data;
      ticks.push(['quote', ...[b, B, a, A].map(withoutZeros)]);
    } else if (line.includes('@trade"')) {
      const { p, q, m, t } = JSON.parse(line.slice(line.indexOf(' '))).data;
      ticks.push(['trade', withoutZeros(p), withoutZeros(q), m ? 2 : 1, t]);
    }
  }
  return ticks;
}
