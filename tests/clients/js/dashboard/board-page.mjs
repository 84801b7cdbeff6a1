// Reads the quote board as it stands in a page.
import assert from 'node:assert/strict';

/** The line of an instrument. */
export const line = (page, symbol) => page.getByRole('grid', { name: 'Quotes' }).getByRole('row').filter({ has: page.getByTitle(symbol, { exact: true }) });

export const cell = (page, symbol, column) => line(page, symbol).locator(`.cell.${column}`);

/** Put into the page before anything else: what a cell reads; undefined where the line is not on the screen. */
export function readingCells() {
  globalThis.cellText = (symbol, column) => [...document.querySelectorAll('[role=grid] [role=row]')]
    .find((row) => !row.hidden && row.querySelector('.cell.name')?.title === symbol)?.querySelector(`.cell.${column}`)?.textContent;
}

const text = (page, symbol, column) => page.evaluate((cell) => cellText(...cell), [symbol, column]);

/** Waits until the cells of a line read as told; a mismatch shows both. */
export async function reads(page, symbol, expected) {
  for (const [column, wanted] of Object.entries(expected)) {
    await page.waitForFunction(([cell, is]) => cellText(...cell) === is, [[symbol, column], wanted])
      .catch(async (error) => { assert.equal(await text(page, symbol, column), wanted, `${symbol} ${column}`); throw error; });
  }
}

/** Waits until a cell reads otherwise than it does now. */
export async function moves(page, symbol, column) {
  const before = await text(page, symbol, column);
  await page.waitForFunction(([cell, was]) => cellText(...cell) !== was, [[symbol, column], before]);
}

/** How many instruments the board lists, whether on the screen or not. */
export const listed = (page, count) => page.waitForFunction((wanted) => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === String(wanted + 1), count);
