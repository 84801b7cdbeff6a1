// Uses the JavaScript client as somebody does who writes TypeScript: compiled by client-types.test.mjs, never run.
import { connect, Decimal, Quote, TickerError } from '../../../src/clients/js/index.js';
import type { Statement, Subscription, Tick } from '../../../src/clients/js/index.js';

export async function follow(): Promise<number> {
  const market = connect('ws://127.0.0.1:8080', { key: async () => 'key', roads: ['ws', 'events'], backoffCapMs: 1_000 });
  market.on('state', (now) => { if (now.state === 'waiting') console.log(now.reason, now.retryInMs); });
  market.on('gap', ({ from, cause }) => { console.log(from, cause); });
  const all: Subscription = market.subscribe(['XNAS:*'], { mode: 'interval', intervalMs: 250, from: { time: 1n }, whenFull: 'conflate' });
  all.modify({ add: ['XNYS:IBM'], mode: 'all' });
  let sum = 0;
  try {
    for await (const tick of all) sum += worth(tick);
    for await (const { ticks, gap } of all.batches(100)) sum += gap === null ? ticks.length : 0;
  } catch (error) {
    if (error instanceof TickerError) console.log(error.reason);
  }
  const accounts: Statement | null = await all.unsubscribe();
  await market.close();
  return accounts?.addsUp ? sum : 0;
}

function worth(tick: Tick): number {
  const high: Decimal | null = tick.collapsed?.bidHigh ?? null;
  if (tick instanceof Quote) return (tick.bid ?? 0) + Number(high ?? 0);
  return tick.kind === 'trade' ? tick.price * tick.size : tick.reason.length;
}

// @ts-expect-error there is no such option
connect('ws://127.0.0.1:8080', { backOffCap: 1 });
// @ts-expect-error there is no such event
connect('ws://127.0.0.1:8080').on('closed', () => {});
