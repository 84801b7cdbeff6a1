// How long values take to the screen, as the foot says it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed, reads } from './board-page.mjs';
import { quote } from './market.mjs';
import { inWorld } from './world.mjs';

test('the latency is a figure while something comes, says how exact it is, and is none half a minute after the last', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(server, { before: (one) => one.clock.install() });
  await listed(page, 1);
  await reads(page, 'XTST:A', { bid: '1.00' });
  const latency = page.locator('.latency');
  // Not before a heartbeat told the server's time, and a request how far away that is.
  await page.waitForFunction(() => /± [\d.]+ m?s, which/.test(document.querySelector('.latency').title));
  await market.publish(quote('XTST:A', 102, 103));
  await latency.filter({ hasText: /p50 −?[\d.]+ m?s/ }).waitFor();
  assert.match(await latency.getAttribute('title'), / 1 values\./);
  await page.clock.fastForward(31_000);
  await latency.filter({ hasText: /p50 – p99 –/ }).waitFor();
}));
