// A person's lists, as a page has them.
import { listed } from './board-page.mjs';
import { untilServer } from './connection.mjs';

/** The instruments on the screen, from top to bottom. */
export const shown = (page) => page.evaluate(() => [...document.querySelectorAll('[role=grid] [role=row]:not(.head)')]
  .filter((row) => !row.hidden && row.querySelector('.cell.name')?.title)
  .sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))
  .map((row) => row.querySelector('.cell.name').title));

/** Waits until the board has these, in this order. */
export async function showsInOrder(page, symbols) {
  await listed(page, symbols.length);
  await untilServer(() => shown(page), (those) => those.join() === symbols.join());
}

/** Before a page is opened: it has a list, which is shown. Once: what becomes of it then is kept. */
export const withList = (name, entries) => (page) => page.addInitScript((kept) => {
  if (localStorage.getItem('ticker-lists') === null) localStorage.setItem('ticker-lists', kept);
}, JSON.stringify({ lists: [{ name, entries }], shown: 1 }));
