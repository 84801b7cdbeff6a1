// What may no longer be true looks so: by what the server says of a feed, and by age.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, line, listed, reads } from './board-page.mjs';
import { quote } from './market.mjs';
import { inWorld, picture } from './world.mjs';

const isStale = (page, symbol) => line(page, symbol).and(page.locator('[data-stale=true]')).waitFor();
const isFresh = (page, symbol) => line(page, symbol).and(page.locator('[data-stale=""], :not([data-stale])')).waitFor();

test('a feed that falls silent makes its instruments stale, and those of another not; when it speaks again they are fresh', () => inWorld(async (world) => {
  const server = await world.server({ settings: { 'Ticker:Feeds:FeedTimeout': '00:00:01.5' } });
  const silent = await world.market(server, { 'XTST:SILENT': 2 }, 'silent');
  const lively = await world.market(server, { 'XTST:LIVELY': 2 }, 'lively');
  await silent.publish(quote('XTST:SILENT', 100, 101));
  await lively.publish(quote('XTST:LIVELY', 100, 101));
  const page = await world.open(server);
  await listed(page, 2);
  await isFresh(page, 'XTST:SILENT');
  silent.hush();
  await isStale(page, 'XTST:SILENT');
  await isFresh(page, 'XTST:LIVELY');
  await picture(page, 'stale');
  await silent.publish(quote('XTST:SILENT', 102, 103));
  await isFresh(page, 'XTST:SILENT');
  await reads(page, 'XTST:SILENT', { bid: '1.02' });
}));

test('a feed that breaks makes its instruments stale; a page that comes later sees it too', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:A': 2 });
  await market.publish(quote('XTST:A', 100, 101));
  const page = await world.open(server);
  await listed(page, 1);
  await isFresh(page, 'XTST:A');
  market.stop();
  await isStale(page, 'XTST:A');
  const later = await world.open(server);
  await isStale(later, 'XTST:A');
  const again = await world.market(server, { 'XTST:A': 2 });
  await again.publish(quote('XTST:A', 104, 105));
  for (const one of [page, later]) {
    await isFresh(one, 'XTST:A');
    await reads(one, 'XTST:A', { bid: '1.04' });
  }
}));

test('what nothing was heard of for half a minute is dimmed, until something is', () => inWorld(async (world) => {
  const server = await world.server();
  const market = await world.market(server, { 'XTST:QUIET': 2, 'XTST:LIVELY': 2 });
  await market.publish(quote('XTST:QUIET', 100, 101), quote('XTST:LIVELY', 100, 101));
  const page = await world.open(server, { before: (one) => one.clock.install() });
  await listed(page, 2);
  await market.publish(quote('XTST:QUIET', 101, 102), quote('XTST:LIVELY', 101, 102));
  await reads(page, 'XTST:QUIET', { bid: '1.01' });
  const aged = (symbol) => line(page, symbol).and(page.locator('[data-aged=true]'));
  await page.waitForFunction(() => document.querySelectorAll('[role=row][data-aged=""]').length >= 2);
  await page.clock.fastForward(31_000);
  await aged('XTST:QUIET').waitFor();
  assert.match(await cell(page, 'XTST:QUIET', 'age').textContent(), /^3\ds$/);
  await picture(page, 'aged');
}));
