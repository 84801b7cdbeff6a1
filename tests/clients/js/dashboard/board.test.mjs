// What the dashboard's board shows of what a feed sends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, line, listed, reads } from './board-page.mjs';
import { withList } from './lists.mjs';
import { quote, status, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

test('quotes, trades and states stand on the board with every digit, and move', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XNAS:AAPL': 4, 'BINANCE:PEPEUSDT': 10, 'XCME:CLZ6': 2 });
  await market.publish(
    quote('XNAS:AAPL', 1872000, 1872500, { bidSize: 100, askSize: 12_000 }), trade('XNAS:AAPL', 1872000),
    quote('BINANCE:PEPEUSDT', 12345, 12350, { bidSize: '9007199254740993' }),
    { symbol: 'XCME:CLZ6', quote: { askPrice: -3763, askSize: 5 } }, status('XCME:CLZ6', 'HALTED', 'volatility'));
  const page = await world.open(server);
  await listed(page, 3);
  await reads(page, 'XNAS:AAPL', { bid: '187.20', ask: '187.25', spread: '0.05', bidSize: '100', askSize: '12,000', last: '187.20', state: '' });
  await reads(page, 'BINANCE:PEPEUSDT', { bid: '0.0000012345', ask: '0.0000012350', bidSize: '9,007,199,254,740,993' });
  await reads(page, 'XCME:CLZ6', { bid: '–', bidSize: '', ask: '−37.63', spread: '', state: 'halted' });
  assert.equal(await cell(page, 'XCME:CLZ6', 'state').getAttribute('title'), 'volatility');

  await market.publish(trade('XNAS:AAPL', 1874000), quote('XNAS:AAPL', 1873900, 1874100));
  await reads(page, 'XNAS:AAPL', { bid: '187.39', ask: '187.41', spread: '0.02', last: '187.40', change: '+0.11%°' });
  await market.publish(status('XCME:CLZ6', 'TRADING'));
  await reads(page, 'XCME:CLZ6', { state: '' });
  await picture(page, 'board');
}));

test('a burst ends with the newest values', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2, 'XTST:B': 2 });
  await market.publish(quote('XTST:A', 1, 2), quote('XTST:B', 1, 2));
  const page = await world.open(server);
  await listed(page, 2);
  for (let n = 1; n <= 20; n++) await market.publish(...Array.from({ length: 500 }, (_, k) => quote(k % 2 ? 'XTST:A' : 'XTST:B', n * 1000 + k, 99_999)));
  await reads(page, 'XTST:A', { bid: '204.99' });
  await reads(page, 'XTST:B', { bid: '204.98' });
}));

test('an instrument that appears later comes onto the board', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(server);
  await listed(page, 1);
  const later = await world.market(server, { 'XTST:B': 3 }, 'later');
  await later.publish(quote('XTST:B', 5000, 5001));
  await listed(page, 2);
  await reads(page, 'XTST:B', { bid: '5.000', ask: '5.001' });
}));

test('a hostile symbol is text and nothing else, wherever it stands', () => inWorld(async (world) => {
  const server = await world.server();
  const names = ['X:<img src=x onerror="window.taken=1">', 'X:"><script>taken=1</script>', 'X:javascript:taken=1', '__proto__:constructor', 'X:\u202Eltr'];
  const market = await world.market(server, Object.fromEntries(names.map((name) => [name, 2])));
  await market.publish(...names.flatMap((name, n) => [quote(name, 100 + n, 200 + n), trade(name, 150 + n), status(name, 'HALTED', '<b onclick=taken=1>why</b>')]));
  const page = await world.open(server);
  await listed(page, names.length);
  for (const [n, name] of names.entries()) {
    await reads(page, name, { bid: `1.0${n}`, last: `1.5${n}`, state: 'halted' });
    // Looked at closely, too.
    await line(page, name).click();
  }
  assert.equal(await page.locator('img, #board script, #board b, #detail script, #detail b, #detail img').count(), 0);
  assert.equal(await page.evaluate(() => window.taken), undefined);
  await picture(page, 'hostile');
}));

test('a name that turns the direction of writing turns nothing beside it', () => inWorld(async (world) => {
  const server = await world.server();
  const names = ['XTST:\u202Ertl', 'XTST:\u2069\u202Ertl', 'XTST:\u2066\u202Eabc', 'X\u202EREV:abc', 'XTST:plain'];
  const market = await world.market(server, Object.fromEntries(names.map((name) => [name, 2])));
  await market.publish(...names.flatMap((name, n) => [quote(name, 100 + n, 200 + n), trade(name, 150 + n)]));
  const page = await world.open(server, { before: withList('Mine', [...names, 'XTST:\u202Eunknown', 'XTST:\u202E*']) });
  await listed(page, names.length);
  // Where the letters of a name and of what follows it stand on the screen, from left to right.
  const places = await page.evaluate(() => [...document.querySelectorAll('#board .canvas .row:not([hidden]) .cell.name')].map((cell) => {
    const [name, venue] = cell.querySelectorAll('bdi');
    const box = (of) => { const range = new Range(); range.selectNodeContents(of); return range.getBoundingClientRect(); };
    // The first letter of the venue is its leftmost.
    const first = new Range();
    const text = venue.firstChild;
    first.setStart(text, 0);
    first.setEnd(text, 1);
    return { symbol: cell.title, nameEnds: box(name).right, venueBegins: box(venue).left, first: first.getBoundingClientRect().left };
  }));
  assert.equal(places.length, names.length);
  for (const { symbol, nameEnds, venueBegins, first } of places) {
    assert.ok(venueBegins >= nameEnds, `${JSON.stringify(symbol)}: the venue stands behind the name`);
    assert.ok(Math.abs(first - venueBegins) < 0.5, `${JSON.stringify(symbol)}: the venue reads from left to right`);
  }
  // Everywhere else such a name stands alone: in a box of its own, or within an isolate that nothing in it can end.
  const field = page.getByRole('combobox', { name: 'Search instruments' });
  await field.fill('rtl');
  await page.getByRole('option').first().waitFor();
  const loose = () => page.evaluate(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (!text.data.includes('\u202E') || !text.parentElement.checkVisibility()) continue;
      let at = text.parentElement;
      while (getComputedStyle(at).display === 'inline' && getComputedStyle(at).unicodeBidi !== 'isolate') at = at.parentElement;
      const isIsolated = getComputedStyle(at).display === 'inline' ? !/[\u2066-\u2069]/.test(at.textContent) : at.textContent === text.data;
      const isWrapped = /^[^\u2066-\u2069\u202E]*(\u2068[^\u2066-\u2069]*\u2069[^\u2066-\u2069\u202E]*)*$/.test(at.textContent);
      if (!isIsolated && !isWrapped) found.push(`${at.tagName}.${at.className} ${JSON.stringify(at.textContent)}`);
    }
    return found;
  });
  assert.deepEqual(await loose(), []);
  await field.press('Escape');
  await field.press('Escape');
  await page.keyboard.press('s');
  await market.publish(...names.map((name, n) => trade(name, 160 + n)));
  await page.getByRole('listbox', { name: 'Trades' }).getByRole('option').nth(names.length - 1).waitFor();
  assert.deepEqual(await loose(), []);
  await line(page, names[0]).click();
  await page.getByRole('complementary').waitFor();
  await page.keyboard.press('Delete');
  await page.getByRole('status').filter({ hasText: 'is taken out of' }).waitFor();
  assert.deepEqual(await loose(), []);
  await picture(page, 'direction');
}));
