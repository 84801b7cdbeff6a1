// What a pointer can do, the keyboard can, and a reader of screens is told; nothing is lost by one wrong key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line, listed } from './board-page.mjs';
import { subscriptions, untilServer } from './connection.mjs';
import { shown, showsInOrder, withList } from './lists.mjs';
import { quote, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

const symbols = ['XTST:A', 'XTST:B', 'XTST:C'];

async function opened(world) {
  const server = await world.server();
  const market = await world.market(server, Object.fromEntries(symbols.map((symbol) => [symbol, 2])));
  await market.publish(...symbols.map((symbol, n) => quote(symbol, 100 + n, 200 + n)));
  const page = await world.open(server, { before: withList('Mine', symbols) });
  await showsInOrder(page, symbols);
  return { page, market };
}

test('a line of the tape is chosen and opened by the keyboard, and stays chosen while others come', () => inWorld(async (world) => {
  const { page, market } = await opened(world);
  await page.keyboard.press('s');
  const tape = page.getByRole('listbox', { name: 'Trades' });
  await market.publish(trade('XTST:A', 111), trade('XTST:B', 122), trade('XTST:C', 133));
  await tape.getByRole('option').filter({ hasText: '1.33' }).waitFor();
  await tape.focus();
  const chosen = tape.getByRole('option', { selected: true });
  await page.keyboard.press('ArrowDown');
  await chosen.filter({ hasText: '1.33' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await chosen.filter({ hasText: '1.22' }).waitFor();
  assert.equal(await page.getByRole('row', { selected: true }).count(), 0, 'the board is not moved by it');
  await market.publish(trade('XTST:A', 144));
  await tape.getByRole('option').filter({ hasText: '1.44' }).waitFor();
  assert.match(await chosen.textContent(), /1\.22/);
  assert.equal(await tape.getAttribute('aria-activedescendant'), await chosen.getAttribute('id'));
  await picture(page, 'tape-chosen');
  await page.keyboard.press('End');
  await chosen.filter({ hasText: '1.11' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await chosen.filter({ hasText: '1.22' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'XTST:B' }).waitFor();
  assert.ok(await page.getByRole('region', { name: 'Trades' }).evaluate((one) => one === document.activeElement), 'the focus goes where the trades are');
}));

test('what search finds are options without controls in them, which both Enter and a click open, and Shift+Enter and + add', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, Object.fromEntries(symbols.map((symbol) => [symbol, 2])));
  await market.publish(...symbols.map((symbol, n) => quote(symbol, 100 + n, 200 + n)));
  const page = await world.open(server, { before: withList('Mine', []) });
  const field = page.getByRole('combobox', { name: 'Search instruments' });
  await field.fill('xtst');
  const options = page.getByRole('listbox', { name: 'Found' }).getByRole('option');
  await options.first().waitFor();
  assert.equal(await options.count(), 3);
  assert.equal(await options.locator('button, a, input, [tabindex]').count(), 0);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('[role=listbox] > *, [role=listbox] > [role=presentation] > *')].map((one) => one.getAttribute('role')).filter((role) => role !== 'option')), []);
  await field.press('ArrowDown');
  assert.equal(await field.getAttribute('aria-activedescendant'), await options.nth(1).getAttribute('id'));
  await field.press('Shift+Enter');
  await showsInOrder(page, ['XTST:B']);
  await options.filter({ hasText: 'XTST:C' }).getByTitle('Add to this list').click();
  await showsInOrder(page, ['XTST:B', 'XTST:C']);
  assert.ok(await field.evaluate((one) => one === document.activeElement), 'who adds with the pointer may add more');
  await options.filter({ hasText: 'XTST:B' }).click();
  await page.getByRole('complementary', { name: 'XTST:B' }).waitFor();
}));

test('Backspace takes nothing out; what Del or × took out is put back, step by step, and kept so', () => inWorld(async (world) => {
  const { page } = await opened(world);
  await line(page, 'XTST:B').click();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Delete');
  await showsInOrder(page, ['XTST:A', 'XTST:C']);
  const says = page.getByRole('status').filter({ hasText: 'is taken out of' });
  await says.getByText('XTST:B').waitFor();
  await picture(page, 'taken-out');
  await line(page, 'XTST:A').hover();
  await line(page, 'XTST:A').getByRole('button', { name: 'Take XTST:A out' }).click();
  await showsInOrder(page, ['XTST:C']);
  await says.getByText('XTST:A').waitFor();
  await page.keyboard.press('u');
  await showsInOrder(page, ['XTST:A', 'XTST:C']);
  await page.getByRole('row', { selected: true }).and(line(page, 'XTST:A')).waitFor();
  await says.getByRole('button', { name: 'Undo' }).click();
  await showsInOrder(page, symbols);
  await says.waitFor({ state: 'hidden' });
  await page.reload();
  await showsInOrder(page, symbols);

  // What was done before something else cannot be undone past it.
  await line(page, 'XTST:C').click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Alt+ArrowUp');
  await showsInOrder(page, ['XTST:B', 'XTST:A']);
  await says.waitFor({ state: 'hidden' });
  await page.keyboard.press('u');
  assert.deepEqual(await shown(page), ['XTST:B', 'XTST:A']);
}));

test('the digits show the lists, and minus and plus have quotes come less and more often', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, Object.fromEntries(symbols.map((symbol) => [symbol, 2])));
  await market.publish(...symbols.map((symbol, n) => quote(symbol, 100 + n, 200 + n)));
  // With `All` there are nine.
  const kept = { lists: Array.from({ length: 8 }, (_, n) => ({ name: `List ${n + 2}`, entries: [symbols[n % 3]] })), shown: 0 };
  const page = await world.open(server, { before: (one) => one.addInitScript((all) => localStorage.setItem('ticker-lists', all), JSON.stringify(kept)) });
  await showsInOrder(page, symbols);
  const current = page.getByRole('navigation', { name: 'Watch-lists' }).locator('[aria-current=true]');
  for (const place of [2, 3, 4, 5, 6, 7, 8, 9]) {
    await page.keyboard.press(String(place));
    await current.filter({ hasText: `List ${place}` }).waitFor();
    await showsInOrder(page, [symbols[(place - 2) % 3]]);
  }
  await page.keyboard.press('1');
  await current.filter({ hasText: 'All' }).waitFor();
  await showsInOrder(page, symbols);

  const says = page.locator('.pace output');
  const intervalIs = (ms) => untilServer(() => subscriptions(server), ([one, ...others]) => one !== undefined && others.length === 0 && (one.mode === 'interval' ? one.interval_ms : 0) === ms);
  await intervalIs(0);
  for (const [key, text, ms] of [['-', 'every 50 ms', 50], ['-', 'every 100 ms', 100], ['+', 'every 50 ms', 50], ['-', 'every 100 ms', 100], ['=', 'every 50 ms', 50], ['+', 'as it comes', 0], ['+', 'as it comes', 0]]) {
    await page.keyboard.press(key);
    await says.getByText(text, { exact: true }).waitFor();
    await intervalIs(ms);
  }
}));
