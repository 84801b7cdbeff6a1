// Recordings in the page: played, paused, sought in, and back to the live market.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { line, listed, reads } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { quote } from './market.mjs';
import { inWorld, picture } from './world.mjs';

// Two seconds before a minute has passed, of two.
const place = Date.parse('2025-03-03T14:30:58Z');

/** The quotes of a recording as they stand at a place, as a subscriber of the server gets them: bid and ask by symbol. */
const quotesAt = (server, recording, timeMs) => new Promise((resolve, reject) => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.webPort}/v1/replay?recording=${recording}&paused=true`, 'ticker.v1.json');
  let quotes = {};
  let isThere = false;
  socket.on('open', () => {
    socket.send(JSON.stringify({ op: 'subscribe', id: 1, symbols: ['*'], kinds: ['quote'] }));
    socket.send(JSON.stringify({ op: 'seek', time: `${timeMs}000000` }));
  });
  socket.on('message', (text) => {
    const message = JSON.parse(text);
    // What came before the seek is of the beginning.
    if (message.ev === 'tape' && message.lap > 0) [quotes, isThere] = [{}, true];
    for (const { T, S, bp, ap } of message.ticks ?? []) if (T === 'q') quotes[S] = { bid: bp, ask: ap };
    if (message.ev === 'seam' && isThere) { socket.close(); resolve(quotes); }
  });
  socket.on('error', reject);
});

test('a recording plays in the place of the market, stops where it is told, goes where it is sent, and gives way to the market again', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:LIVE': 2 });
  await market.publish(quote('XTST:LIVE', 100, 101));
  const expected = await quotesAt(server, 'calm', place);
  const page = await world.open(server);
  await listed(page, 1);
  await page.keyboard.press('r');
  const bar = page.getByRole('region', { name: 'Replay' });
  await bar.getByRole('combobox', { name: 'Recording' }).selectOption('calm');
  await page.locator('html[data-replay=calm]').waitFor();
  await listed(page, 24);
  await connectionIs(page, 'open');

  await bar.getByRole('button', { name: 'Pause' }).click();
  await bar.getByText('paused').waitFor();
  const slider = bar.getByRole('slider', { name: 'Place in the recording' });
  await slider.fill(String(place));
  const symbols = Object.keys(expected).filter((symbol) => expected[symbol].bid !== undefined && expected[symbol].ask !== undefined).sort().slice(0, 10);
  assert.equal(symbols.length, 10);
  for (const symbol of symbols) {
    await page.waitForFunction(([name, { bid, ask }]) => ['bid', 'ask'].every((column, n) => Number(cellText(name, column)?.replace(/,/g, '').replace('−', '-')) === [bid, ask][n]), [symbol, expected[symbol]])
      .catch(async (error) => { assert.deepEqual(await page.evaluate((name) => [cellText(name, 'bid'), cellText(name, 'ask')], symbol), expected[symbol], symbol); throw error; });
  }
  assert.match(await bar.locator('time').getAttribute('datetime'), /^2025-03-03T14:30:5[78]/);
  await picture(page, 'replay');

  await bar.getByRole('combobox', { name: 'Speed' }).selectOption('max');
  await bar.getByRole('button', { name: 'Go on' }).click();
  await bar.getByText('ended').waitFor();
  assert.match(await bar.locator('time').getAttribute('datetime'), /^2025-03-03T14:3[12]/);
  // At the greatest speed its end would be there again before anybody saw it begin.
  await bar.getByRole('combobox', { name: 'Speed' }).selectOption('1');
  await bar.getByRole('button', { name: 'Play again' }).click();
  await bar.getByText('ended').waitFor({ state: 'hidden' });

  await bar.getByRole('button', { name: 'Back to live' }).click();
  await page.locator('html:not([data-replay])').waitFor();
  await line(page, 'XTST:LIVE').waitFor();
  await market.publish(quote('XTST:LIVE', 300, 301));
  await reads(page, 'XTST:LIVE', { bid: '3.00' });
}));
