// A page that reads too slowly is put out by the server, says so, and goes on when a person wants it to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaultProxy } from '../../conformance/fault-proxy.mjs';
import { listed, reads } from './board-page.mjs';
import { connectionIs, subscriptions, untilServer } from './connection.mjs';
import { quote, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

const evictions = async (server) => Number(/^ticker_subscriber_evictions_total\{reason="write_deadline"\} (\d+)/m.exec(await (await fetch(`${server.webUrl}/metrics`)).text())?.[1] ?? 0);

/** A page that the server has just put out: it was given no time to take what was sent, and its line was held meanwhile. */
async function evicted(world) {
  const server = await world.server({ settings: {
    'Ticker:Subscribers:WriteDeadline': '00:00:00.3',
    // Its last word waits for it; and it is not to think that the server fell silent.
    'Ticker:Subscribers:CloseGrace': '00:00:30', 'Ticker:Subscribers:HeartbeatInterval': '00:00:20',
  } });
  const market = await world.market(server, Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`XTST:S${n}`, 2])));
  const all = (price) => market.symbols.map((symbol) => quote(symbol, price, price + 1));
  await market.publish(...all(100));
  const proxy = await new FaultProxy(server.webPort).listen();
  world.after(() => proxy.stop());
  const page = await world.open({ webUrl: `http://127.0.0.1:${proxy.port}` });
  await listed(page, 400);
  await connectionIs(page, 'open');
  await page.keyboard.press('s');
  await page.getByRole('listbox', { name: 'Trades' }).waitFor();
  proxy.hold();
  for (let price = 101; await evictions(server) === 0; price++) await market.publish(...all(price), trade('XTST:S0', price));
  await untilServer(() => subscriptions(server), (those) => those.length === 0);
  proxy.release();
  await connectionIs(page, 'evicted');
  return { server, market, page };
}

test('an eviction says why and where, and the page resumes from there, with each trade that it missed', () => inWorld(async (world) => {
  const { server, market, page } = await evicted(world);
  const alert = page.getByRole('alert').filter({ hasText: 'slow consumer' });
  await alert.waitFor();
  const [, epoch, seq] = /stands at (\d+):(\d+)/.exec(await alert.textContent());
  // Its state would have the newest of these alone.
  const missed = [500_100, 500_200, 500_300, 500_400];
  for (const price of missed) await market.publish(trade('XTST:S0', price));
  const sent = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload))));
  await picture(page, 'evicted');
  const resume = page.getByRole('button', { name: 'Resume', exact: true });
  assert.ok(await resume.evaluate((button) => button === document.activeElement), 'the button has the focus');
  await resume.press('Enter');
  await connectionIs(page, 'open');
  await alert.waitFor({ state: 'hidden' });
  await market.publish(quote('XTST:S0', 77_700, 77_800), trade('XTST:S0', 77_750));
  await reads(page, 'XTST:S0', { bid: '777.00', last: '777.50' });
  assert.deepEqual(sent.filter(({ op }) => op === 'subscribe').map(({ from }) => from), [{ epoch, seq }]);
  const newest = () => page.getByRole('listbox', { name: 'Trades' }).getByRole('option').locator('.trade-price').allTextContents();
  const wanted = ['777.50', ...missed.map((price) => `5,00${price / 100 % 10}.00`).reverse()];
  assert.deepEqual((await untilServer(newest, (those) => those.includes('5,001.00'))).slice(0, wanted.length), wanted);
  assert.deepEqual((await subscriptions(server)).map(({ mode }) => mode), ['latest']);
}));

test('an evicted page may resume with less', () => inWorld(async (world) => {
  const { server, market, page } = await evicted(world);
  await page.getByRole('button', { name: 'Resume with one update a second' }).click();
  await connectionIs(page, 'open');
  const those = await untilServer(() => subscriptions(server), ([one]) => one?.mode === 'interval');
  assert.deepEqual(those.map(({ mode, interval_ms: interval }) => [mode, interval]), [['interval', 1_000]]);
  await market.publish(quote('XTST:S1', 88_800, 88_900));
  await reads(page, 'XTST:S1', { bid: '888.00' });
}));
