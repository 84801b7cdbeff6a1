// Recordings in the page: played, paused, sought in, and back to the live market.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { FaultProxy } from '../../conformance/fault-proxy.mjs';
import { line, listed, reads } from './board-page.mjs';
import { connectionIs, patiently, untilServer } from './connection.mjs';
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

/** Waits until ten lines of the board have the quotes of a place. */
async function standsAs(page, expected) {
  const symbols = Object.keys(expected).filter((symbol) => expected[symbol].bid !== undefined && expected[symbol].ask !== undefined).sort().slice(0, 10);
  assert.equal(symbols.length, 10);
  for (const symbol of symbols) {
    await page.waitForFunction(([name, { bid, ask }]) => ['bid', 'ask'].every((column, n) => Number(cellText(name, column)?.replace(/,/g, '').replace('−', '-')) === [bid, ask][n]), [symbol, expected[symbol]])
      .catch(async (error) => { assert.deepEqual(await page.evaluate((name) => [cellText(name, 'bid'), cellText(name, 'ask')], symbol), expected[symbol], symbol); throw error; });
  }
}

/** Chooses the recording `calm` and waits until it plays. */
async function plays(page) {
  await page.keyboard.press('r');
  const bar = page.getByRole('region', { name: 'Replay' });
  await bar.getByRole('combobox', { name: 'Recording' }).selectOption('calm');
  await bar.getByRole('button', { name: 'Pause' }).waitFor();
  return { bar, slider: bar.getByRole('slider', { name: 'Place in the recording' }), speed: bar.getByRole('combobox', { name: 'Speed' }), clock: bar.locator('time') };
}

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
  await standsAs(page, expected);
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

test('what the tape is told without a connection holds when there is one, and Connect now goes on where it was', () => inWorld(async (world) => {
  const server = await world.server();
  const expected = await quotesAt(server, 'calm', place);
  const proxy = await new FaultProxy(server.webPort).listen();
  world.after(() => proxy.stop());
  const page = await world.open({ webUrl: `http://127.0.0.1:${proxy.port}` }, { before: patiently });
  const sent = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  const { bar, slider, speed, clock } = await plays(page);
  await bar.getByRole('button', { name: 'Pause' }).click();
  await bar.getByText('paused').waitFor();
  await slider.fill(String(place - 20_000));
  await page.waitForFunction((time) => document.querySelector('.replay-clock').dateTime === time, new Date(place - 20_000).toISOString());

  // It was paused at a place: so it is on the next connection.
  const again = async () => {
    proxy.refuse(false);
    sent.length = 0;
    await page.getByRole('button', { name: 'Connect now' }).click();
    await connectionIs(page, 'open');
  };
  proxy.refuse();
  await connectionIs(page, 'waiting');
  await bar.getByText('not connected, paused').waitFor();
  await again();
  await bar.getByText('paused', { exact: true }).waitFor();
  await untilServer(() => sent.join('\n'), (text) => text.includes(`{"op":"seek","time":"${place - 20_000}000000"}`));
  assert.match(await clock.getAttribute('datetime'), new RegExp(`^${new Date(place - 20_000).toISOString().slice(0, 19)}`));

  // Sent on, and told another speed, while there is nobody to tell.
  proxy.refuse();
  await connectionIs(page, 'waiting');
  await slider.fill(String(place));
  await speed.selectOption('0.5');
  assert.equal(await clock.getAttribute('datetime'), new Date(place).toISOString());
  await again();
  await standsAs(page, expected);
  await untilServer(() => sent.join('\n'), (text) => text.includes(`{"op":"seek","time":"${place}000000"}`) && text.includes('{"op":"speed","speed":"0.5"}'));
  assert.equal(await speed.inputValue(), '0.5');
  await bar.getByText('paused', { exact: true }).waitFor();
}));

test('a tape that was told to go on without a connection does so on the next, from where it was', () => inWorld(async (world) => {
  const server = await world.server();
  const proxy = await new FaultProxy(server.webPort).listen();
  world.after(() => proxy.stop());
  const page = await world.open({ webUrl: `http://127.0.0.1:${proxy.port}` });
  const sent = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  const { bar, slider, speed, clock } = await plays(page);
  await bar.getByRole('button', { name: 'Pause' }).click();
  await bar.getByText('paused').waitFor();
  await slider.fill(String(place));
  await page.waitForFunction((time) => document.querySelector('.replay-clock').dateTime === time, new Date(place).toISOString());

  proxy.refuse();
  await connectionIs(page, 'waiting', 'connecting');
  sent.length = 0;
  await speed.selectOption('max');
  await bar.getByRole('button', { name: 'Go on' }).click();
  await bar.getByText('not connected', { exact: true }).waitFor();
  assert.match(await clock.getAttribute('datetime'), new RegExp(`^${new Date(place).toISOString().slice(0, 19)}`), 'it stands meanwhile');
  proxy.refuse(false);
  await connectionIs(page, 'open');
  await bar.getByText('ended', { exact: true }).waitFor();
  assert.deepEqual(sent.filter((text) => text.includes('"seek"')), [`{"op":"seek","time":"${place}000000"}`], 'it is sent there once');
}));

test('a speed that the server refuses is taken back', () => inWorld(async (world) => {
  const server = await world.server();
  const page = await world.open(server);
  const { bar, speed } = await plays(page);
  // As a newer page's might be, on an older server.
  await speed.evaluate((select) => select.append(new Option('2000000×', '2000000')));
  await speed.selectOption('5');
  await bar.getByRole('button', { name: 'Pause' }).click();
  await bar.getByText('paused').waitFor();
  await speed.selectOption('2000000');
  await page.waitForFunction(() => document.querySelector('.replay-speed').value === '5');
  await page.keyboard.press('e');
  await page.getByRole('region', { name: 'Events' }).getByText('bad value').waitFor();
}));
