// Which road the JavaScript client takes: the table on the page of how a client behaves, row by row.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RoadChoice } from '../../../src/clients/js/roads/road-choice.js';

const foreign = { reason: 'refused', code: 403, isForeign: true, wasOpen: false };
const heldBack = { reason: 'unreachable', isHeldBack: true, wasOpen: false };
const nobody = { reason: 'unreachable', wasOpen: false };
const away = { reason: 'busy', code: 503, isForeign: true, wasOpen: false };
const mute = { reason: 'mute', wasOpen: true };
const lost = { reason: 'lost', wasOpen: true };

/** A choice whose server lives or not, as its test says, and whose clock its test moves. */
function choice({ roads = ['ws', 'events', 'poll'], upgradeRetryMs = 300_000 } = {}) {
  const made = { now: 0, isAlive: true, looks: 0, timers: [] };
  const clock = { now: () => made.now, setTimeout: (run, ms) => made.timers.push(ms), clearTimeout() {} };
  const fetch = async () => {
    made.looks += 1;
    return { status: made.isAlive ? 200 : 502 };
  };
  made.roads = new RoadChoice({ options: { roads, upgradeRetryMs, connectTimeoutMs: 1_000, clock, fetch, webSocket: class {} }, address: { live: 'http://h/healthz/live' } });
  made.failed = (end) => made.roads.failed(end);
  made.current = async () => (await made.roads.current()).name;
  return made;
}

describe('roads', () => {
  test('an answer of somebody else takes the next at once', async () => {
    for (const wasOpen of [false, true]) {
      const one = choice();
      assert.deepEqual([await one.failed({ ...foreign, wasOpen }), await one.current(), one.looks], [true, 'events', 0]);
      assert.deepEqual([await one.failed({ ...foreign, wasOpen }), await one.current()], [true, 'poll']);
    }
  });

  test('an answer that began without a welcome takes the next at once', async () => {
    assert.equal(await choice({ roads: ['events', 'poll'] }).failed(heldBack), true);
  });

  test('no welcome twice in a row of a server that lives takes the next', async () => {
    for (const roads of [['ws', 'events', 'poll'], ['events', 'poll']]) {
      for (const end of [nobody, away]) {
        const one = choice({ roads });
        for (const [isAlive, leaves] of [[false, false], [true, false], [false, false], [true, false], [true, true]]) {
          one.isAlive = isAlive;
          assert.equal(await one.failed(end), leaves);
        }
        assert.equal(one.looks, 5);
      }
    }
  });

  test('no welcome counts anew after anything else', async () => {
    const one = choice();
    for (const end of [nobody, lost, nobody, { ...away, isForeign: false }, nobody]) assert.equal(await one.failed(end), false);
    assert.equal(await one.failed(nobody), true);
  });

  test('events that go mute twice in a row take the next', async () => {
    const one = choice({ roads: ['events', 'poll'] });
    assert.deepEqual([await one.failed(mute), await one.failed(lost), await one.failed(mute), await one.failed(mute)], [false, false, false, true]);
    const socket = choice();
    for (let n = 0; n < 5; n++) assert.equal(await socket.failed(mute), false);
  });

  test('what Ticker says itself leaves the road', async () => {
    const one = choice();
    const ends = [{ reason: 'refused', code: 403 }, { reason: 'busy', code: 503 }, { reason: 'unauthorized', code: 401, isForeign: true }, { reason: 'slow', code: 4008 }];
    for (const end of [...ends, ...ends]) assert.equal(await one.failed({ wasOpen: false, isForeign: false, ...end }), false);
    assert.equal(one.looks, 0);
  });

  test('one alone is never left', async () => {
    for (const road of ['ws', 'events', 'poll']) {
      const one = choice({ roads: [road] });
      for (const end of [foreign, heldBack, nobody, nobody, mute, mute]) assert.equal(await one.failed(end), false);
    }
  });

  test('the better one is tried when its time has come, whatever became of connections meanwhile', async () => {
    const one = choice();
    one.now = 1_000;
    one.roads.watchForBetter().stop();
    await one.failed(foreign);
    for (const now of [1_000, 291_000, 500_000]) {
      one.now = now;
      one.roads.watchForBetter().stop();
    }
    assert.deepEqual(one.timers, [300_000, 10_000, 0]);
    const never = choice({ upgradeRetryMs: 0 });
    await never.failed(foreign);
    never.roads.watchForBetter().stop();
    assert.deepEqual(never.timers, []);
  });
});
