// The tape of an instrument, and that of the list: what each line stands for, what is not listed any more, and who reads it undisturbed.
import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { StandIn } from '../../conformance/stand-in.mjs';
import { line, listed, reads } from './board-page.mjs';
import { quote, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

/** The lines of the tape as they stand on the screen, from above. */
const tape = (page) => page.evaluate(() => {
  const box = document.querySelector('.trades-scroll').getBoundingClientRect();
  return [...document.querySelectorAll('.trades .canvas .trade:not([hidden])')]
    .map((one) => ({ top: Math.round(one.getBoundingClientRect().top - box.top), text: [...one.children].slice(1).map(({ textContent }) => textContent).join(' ').trim(), title: one.title }))
    .filter(({ top }) => top > -20 && top < box.height).sort((one, other) => one.top - other.top);
});
const newest = (page, text) => page.waitForFunction((wanted) => [...document.querySelectorAll('.trades .canvas .trade:not([hidden])')]
  .some((one) => one.style.transform === 'translateY(0px)' && one.textContent.includes(wanted)), text);

async function opened(world, symbol = 'XTST:A') {
  const server = await world.server();
  const market = await world.market(server, { [symbol]: { priceScale: 2, tickSize: 1 } });
  await market.publish(quote(symbol, 100, 101));
  const page = await world.open(server);
  await listed(page, 1);
  await line(page, symbol).click();
  await page.getByRole('complementary', { name: symbol }).waitFor();
  return { server, market, page };
}

test('one message of many trades is as many in the tape and in the chart', () => inWorld(async (world) => {
  // What a server sums up under pressure, said exactly.
  const server = await world.server();
  let came;
  const coming = new Promise((resolve) => { came = resolve; });
  const standIn = await new StandIn({
    asked: ({ op, id }, from) => {
      if (op !== 'subscribe') return;
      from.subscribed(id, [[1, 'XTST:A', 2, 0]]);
      came(from);
    },
    request: (request, answer) => {
      if (request.url.startsWith('/v1/history')) answer.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).end('{"kind":"end","count":0}\n');
      else http.request(`${server.webUrl}${request.url}`, { method: request.method }, (from) => { answer.writeHead(from.statusCode, from.headers); from.pipe(answer); }).end();
    },
  }).listen();
  world.after(() => standIn.stop());
  const page = await world.open({ webUrl: standIn.url.replace('ws', 'http') });
  const peer = await coming;
  await listed(page, 1);
  await line(page, 'XTST:A').click();
  await page.getByRole('complementary', { name: 'XTST:A' }).waitFor();
  const now = BigInt(Math.floor(Date.now() / 1_000)) * 1_000_000_000n;
  peer.send([1, [2, 1, 1, now, 1_000, 7, 1, 0, 1, null, now]]);
  await newest(page, '10.00');
  // Seven trades, 1,300 in all, between 9.00 and 15.00; the newest alone was 4 at 12.00.
  peer.send([1, [2, 1, 9, now, 1_200, 4, 1, 0, 2, [7, 3, 3, 1_300, 1_500, 900, 0, 1], now]]);
  await newest(page, '×7');
  const [summed, single] = await tape(page);
  assert.deepEqual([summed.text, single.text], ['12.00 1,300 ×7', '10.00 7 buy']);
  assert.match(summed.title, /^7 trades in one: 1,300 in all, from 9\.00 to 15\.00;/);
  // What the candle under the pointer says.
  await page.getByRole('button', { name: '1 min' }).click();
  const chart = page.locator('.chart canvas').first();
  await chart.waitFor();
  const says = page.locator('.chart-says');
  const { x, y, width, height } = await page.locator('.chart').boundingBox();
  for (let at = width - 60; at > width - 160 && !(await says.textContent()); at -= 4) {
    await page.mouse.move(x + at, y + height / 3);
    await page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); }));
  }
  assert.match(await says.textContent(), /O 10\.00 {2}H 15\.00 {2}L 9\.00 {2}C 12\.00/);
  await picture(page, 'summed');
}));

test('who has scrolled down reads on, is told what came, and goes back when they like', () => inWorld(async (world) => {
  const { market, page } = await opened(world);
  await market.publish(...Array.from({ length: 100 }, (_, n) => trade('XTST:A', 1_000 + n)));
  await newest(page, '10.99');
  const scroll = page.getByRole('region', { name: 'Trades' });
  await scroll.evaluate((one) => { one.scrollTop = 400; });
  await page.waitForFunction(() => [...document.querySelectorAll('.trades .canvas .trade')].some(({ style }) => style.transform === 'translateY(400px)'));
  const lines = async () => (await tape(page)).slice(0, 5);
  const before = await lines();
  assert.match(before[0].text, /^10\.79/);
  // More than the tape holds: what is read would have made room.
  for (let n = 0; n < 8; n++) await market.publish(...Array.from({ length: 100 }, (_, k) => trade('XTST:A', 2_000 + n * 100 + k)));
  await page.getByRole('button', { name: '800 newer' }).waitFor();
  assert.deepEqual(await lines(), before);
  await picture(page, 'tape-read');
  await page.getByRole('button', { name: '800 newer' }).click();
  await newest(page, '27.99');
  await page.getByRole('button', { name: 'newer' }).waitFor({ state: 'hidden' });
  await page.getByText('400 older ones are not listed any more').waitFor();
}));

test('trades of the list that come too fast to be listed are counted, and their place is marked', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2, 'XTST:B': 2 });
  await market.publish(quote('XTST:A', 100, 101), quote('XTST:B', 100, 101));
  const page = await world.open(server);
  await listed(page, 2);
  await reads(page, 'XTST:B', { bid: '1.00' });
  await page.keyboard.press('s');
  await page.getByRole('complementary', { name: 'Trades of the list' }).waitFor();
  await market.publish(...Array.from({ length: 1_000 }, (_, n) => trade('XTST:A', 1_000 + n)));
  await newest(page, '19.99');
  const note = page.locator('.trades-note');
  await note.filter({ hasText: /came too fast to be listed/ }).waitFor();
  const numbers = (text, what) => [...text.matchAll(new RegExp(`([\\d,]+) ${what}`, 'g'))].reduce((sum, [, count]) => sum + Number(count.replaceAll(',', '')), 0);
  const passed = numbers(await note.textContent(), 'came too fast');
  const lines = await page.evaluate(() => parseInt(document.querySelector('.trades .canvas').style.height, 10) / 20);
  assert.equal(passed + lines, 1_000, 'each trade is a line, or is told');

  const marked = new Map();
  for (let first = 0; first < lines; first += 5) {
    await page.evaluate((top) => { document.querySelector('.trades-scroll').scrollTop = top; }, first * 20);
    await page.waitForFunction((top) => [...document.querySelectorAll('.trades .canvas .trade:not([hidden])')].some(({ style }) => style.transform === `translateY(${top}px)`), first * 20);
    const found = await page.evaluate(() => [...document.querySelectorAll('.trades .canvas .trade[data-broken=true]:not([hidden])')].map(({ style, title }) => [style.transform, title]));
    for (const [place, title] of found) marked.set(place, title);
  }
  assert.equal(numbers([...marked.values()].join(' '), 'before it'), passed, 'where they are missing');
}));
