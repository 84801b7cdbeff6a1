// A person's lists: what is in them, in which order, and that they are kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, listed, reads } from './board-page.mjs';
import { connectionIs, subscriptions, untilServer } from './connection.mjs';
import { showsInOrder, withList } from './lists.mjs';
import { quote } from './market.mjs';
import { inWorld, picture } from './world.mjs';

const lists = (page) => page.getByRole('navigation', { name: 'Watch-lists' });
const search = (page) => page.getByRole('combobox', { name: 'Search instruments' });

test('a list is made, filled by search, put in order, and is there after a reload; the server sends what is in it', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XNAS:AAPL': 2, 'XNAS:MSFT': 2, 'XNYS:IBM': 2, 'EBS:EUR/USD': 5 });
  await market.publish(...market.symbols.map((symbol, n) => quote(symbol, 100 + n, 200 + n)));
  const page = await world.open(server);
  await listed(page, 4);
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Name of the list' }).fill('Mine');
  await page.keyboard.press('Enter');
  await lists(page).getByRole('button', { name: 'Mine' }).first().waitFor();
  await listed(page, 0);

  for (const text of ['ibm', 'eur', 'aapl']) {
    await search(page).fill(text);
    await page.getByRole('option').first().waitFor();
    await search(page).press('Shift+Enter');
  }
  await search(page).press('Escape');
  await search(page).press('Escape');
  await showsInOrder(page, ['XNYS:IBM', 'EBS:EUR/USD', 'XNAS:AAPL']);
  await reads(page, 'XNYS:IBM', { bid: '1.02' });
  await untilServer(() => subscriptions(server), ([one]) => one.names === 3 && one.pattern_count === 0 && one.instruments === 3);

  await line(page, 'XNAS:AAPL').click();
  await page.keyboard.press('Alt+ArrowUp');
  await showsInOrder(page, ['XNYS:IBM', 'XNAS:AAPL', 'EBS:EUR/USD']);
  await line(page, 'XNYS:IBM').click();
  await page.keyboard.press('Delete');
  await showsInOrder(page, ['XNAS:AAPL', 'EBS:EUR/USD']);
  await picture(page, 'list');

  await page.reload();
  await connectionIs(page, 'open');
  await showsInOrder(page, ['XNAS:AAPL', 'EBS:EUR/USD']);
  await reads(page, 'XNAS:AAPL', { bid: '1.00' });
  await lists(page).getByRole('button', { name: 'All' }).click();
  await listed(page, 4);
}));

test('a list of one\'s own is renamed by its mark and by a double click, and dropped when that was meant', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2, 'XTST:B': 2 });
  await market.publish(quote('XTST:A', 100, 101), quote('XTST:B', 200, 201));
  const page = await world.open(server, { before: withList('Mine', ['XTST:B']) });
  await showsInOrder(page, ['XTST:B']);
  const tab = (name) => lists(page).getByRole('button', { name: new RegExp(`^${name}`) });
  const field = page.getByRole('textbox', { name: 'Name of the list' });

  await lists(page).getByRole('button', { name: 'Rename Mine' }).click();
  assert.equal(await field.inputValue(), 'Mine');
  await field.fill('Energy');
  await field.press('Enter');
  await tab('Energy').waitFor();
  await tab('Energy').dblclick();
  await field.fill('Metals');
  await field.press('Escape');
  await field.waitFor({ state: 'hidden' });
  await tab('Energy').waitFor();
  await tab('Energy').dblclick();
  await field.fill('Grain');
  // Whoever goes on elsewhere has named it.
  await page.getByRole('grid', { name: 'Quotes' }).click();
  await tab('Grain').waitFor();
  await page.reload();
  await tab('Grain').waitFor();
  assert.equal(await tab('Mine').count() + await tab('Energy').count() + await tab('Metals').count(), 0);
  await tab('All').dblclick();
  assert.equal(await field.count(), 0, 'that of everything keeps its name');
  await tab('Grain').click();

  const asked = [];
  let isMeant = false;
  page.on('dialog', (dialog) => { asked.push(dialog.message()); return isMeant ? dialog.accept() : dialog.dismiss(); });
  const drop = lists(page).getByRole('button', { name: 'Drop Grain' });
  await drop.click();
  assert.deepEqual(asked, ['Drop the list “Grain” with its 1 entries?']);
  await showsInOrder(page, ['XTST:B']);
  isMeant = true;
  await drop.click();
  await tab('Grain').waitFor({ state: 'detached' });
  await showsInOrder(page, ['XTST:A', 'XTST:B']);
  await page.reload();
  await showsInOrder(page, ['XTST:A', 'XTST:B']);
  assert.equal(await tab('Grain').count(), 0);
}));

test('a line is dragged to another place, and is there after a reload', () => inWorld(async (world) => {
  const server = await world.server();
  const symbols = ['A', 'B', 'C', 'D', 'E'].map((name) => `XTST:${name}`);
  const market = await world.market(server, Object.fromEntries(symbols.map((symbol) => [symbol, 2])));
  await market.publish(...symbols.map((symbol, n) => quote(symbol, 100 + n, 200 + n)));
  const page = await world.open(server, { before: withList('Mine', symbols) });
  await showsInOrder(page, symbols);
  /** Drags the handle of a line to the middle of another, or to a point. */
  const drag = async (from, to) => {
    await line(page, from).hover();
    await line(page, from).locator('.handle').hover();
    await page.mouse.down();
    const { x, y, height } = await line(page, to).boundingBox();
    await page.mouse.move(x + 20, y + height / 2 + 4, { steps: 5 });
    await page.locator('.drop-mark').waitFor();
    await picture(page, 'drag');
    await page.mouse.up();
    await page.locator('.drop-mark').waitFor({ state: 'hidden' });
  };
  await drag('XTST:A', 'XTST:D');
  await showsInOrder(page, ['XTST:B', 'XTST:C', 'XTST:D', 'XTST:A', 'XTST:E']);
  await page.locator('#detail').waitFor({ state: 'hidden' });
  await drag('XTST:E', 'XTST:B');
  const order = ['XTST:B', 'XTST:E', 'XTST:C', 'XTST:D', 'XTST:A'];
  await showsInOrder(page, order);
  await page.reload();
  await connectionIs(page, 'open');
  await showsInOrder(page, order);
  await reads(page, 'XTST:A', { bid: '1.00' });
  await reads(page, 'XTST:E', { bid: '1.04' });
}));

test('a pattern in a list brings in what appears later', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XNAS:AAPL': 2, 'XNYS:IBM': 2 });
  await market.publish(...market.symbols.map((symbol) => quote(symbol, 100, 101)));
  const page = await world.open(server);
  await listed(page, 2);
  await page.keyboard.press('n');
  await page.keyboard.press('Enter');
  await search(page).fill('XNAS:*');
  await page.getByRole('option').first().waitFor();
  await search(page).press('Enter');
  await showsInOrder(page, ['XNAS:AAPL']);
  const later = await world.market(server, { 'XNAS:MSFT': 2, 'XNYS:GE': 2 }, 'later');
  await later.publish(quote('XNYS:GE', 100, 101), quote('XNAS:MSFT', 100, 101));
  await showsInOrder(page, ['XNAS:AAPL', 'XNAS:MSFT']);
}));

test('what was kept and is nonsense does not break the page', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const before = (page) => page.addInitScript(() => {
    localStorage.setItem('ticker-lists', '{"lists":[{"name":7},{"name":"Odd","entries":[1,null]},null],"shown":99}');
    localStorage.setItem('ticker-theme', '"no such theme"');
    localStorage.setItem('ticker-pace', 'not json');
  });
  const page = await world.open(server, { before });
  await listed(page, 1);
  await reads(page, 'XTST:A', { bid: '1.00' });
}));

test('a list that the server refuses is not shown as live, and one that it takes is again', () => inWorld(async (world) => {
  const server = await world.server({ settings: { 'Ticker:Subscribers:MaxSymbols': 2 } });
  const market = await world.market(server, { 'XTST:A': 2, 'XTST:B': 2 });
  await market.publish(quote('XTST:A', 100, 101), quote('XTST:B', 200, 201));
  const before = (page) => page.addInitScript(() => {
    const long = 'V'.repeat(25);
    localStorage.setItem('ticker-lists', JSON.stringify({ lists: [
      { name: 'Many', entries: ['XTST:A', 'XTST:B', 'XTST:C'] }, { name: 'Mended', entries: ['XTST:B', `${long}:A`] },
    ], shown: 1 }));
  });
  const page = await world.open(server, { before });
  await connectionIs(page, 'closed');
  await page.locator('[role=grid][data-cut]').waitFor();
  await lists(page).getByRole('button', { name: 'Mended' }).click();
  await connectionIs(page, 'open');
  await page.locator('[role=grid]:not([data-cut])').waitFor();
  await showsInOrder(page, ['XTST:B']);
  await market.publish(quote('XTST:B', 300, 301));
  await reads(page, 'XTST:B', { bid: '3.00' });
}));
