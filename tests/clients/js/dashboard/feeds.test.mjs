// The feeds that the server hears, each with a light, in the foot.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { quote } from './market.mjs';
import { inWorld, picture } from './world.mjs';

test('each feed has a light: live, with a gap, silent, ended; and without a connection none is shown as known', () => inWorld(async (world) => {
  const server = await world.server({ settings: { 'Ticker:Subscribers:HeartbeatInterval': '00:00:00.5' } });
  const open = async (name) => {
    const market = await world.market(server, { [`XTST:${name}`]: 2, [`XTST:${name}2`]: 2 }, name);
    await market.publish(quote(`XTST:${name}`, 100, 101), quote(`XTST:${name}2`, 100, 101));
    return market;
  };
  const [, gappy, broken, over] = [await open('lively'), await open('gappy'), await open('broken'), await open('over')];
  const page = await world.open(server);
  await listed(page, 8);
  await connectionIs(page, 'open');
  const light = (name) => page.getByRole('list', { name: 'Feeds' }).getByRole('listitem').filter({ hasText: name });
  const colour = (name) => light(name).locator('.light').evaluate((one) => getComputedStyle(one).backgroundColor);
  const is = (name, state) => page.getByTitle(`Feed ${name}: ${state}`, { exact: true }).waitFor();
  for (const name of ['lively', 'gappy', 'broken', 'over']) {
    await is(name, 'live');
    assert.equal(await light(name).textContent(), name);
  }
  const green = await colour('lively');

  gappy.skip(1);
  await gappy.publish(quote('XTST:gappy', 110, 111));
  broken.stop();
  await over.end('the day is over');
  for (const [name, state] of [['gappy', 'gap'], ['broken', 'stale'], ['over', 'ended']]) {
    await is(name, state);
    assert.equal(await light(name).textContent(), `${name} ${state}`);
  }
  await is('lively', 'live');
  const colours = new Set([green]);
  for (const name of ['gappy', 'broken', 'over']) colours.add(await colour(name));
  assert.equal(colours.size, 4, 'each state has a colour of its own');
  assert.equal(await colour('lively'), green);
  await picture(page, 'feeds');

  await server.kill();
  await page.locator('.feeds[data-cut]').waitFor();
  assert.equal(await colour('lively'), await colour('over'));
  assert.notEqual(await colour('lively'), green);
}));
