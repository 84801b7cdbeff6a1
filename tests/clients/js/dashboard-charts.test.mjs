// The parts of the dashboard's chart, trades and replay that need no page.
import { before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { bundled } from './dashboard-bundle.mjs';

let candles;
let ring;
let clock;
let recordings;
let watched;
let tape;
let follow;
let view;
let reading;
before(async () => {
  const files = ['chart/candles.ts', 'trades/trade-ring.ts', 'replay/tape-clock.ts', 'replay/recordings.ts', 'worker/watched-trades.ts', 'worker/played-tape.ts',
    'worker/follow.ts', 'trades/trades-view.ts', 'trades/reading.ts'];
  [candles, ring, clock, recordings, watched, tape, follow, view, reading] = await bundled(files);
});

const candle = (time, open, high, low, close, volume) => ({ time, open, high, low, close, volume });

/** A trade as the client gives it: prices of two decimals, sizes of none. */
const tick = (n, more) => ({ kind: 'trade', seq: 1n, isSnapshot: false, timeMs: n, priceMantissa: BigInt(n), sizeMantissa: 1n, side: 'buy', flags: 0, collapsed: null, instrument: { priceScale: 2, sizeScale: 0 }, ...more });
const exact = (mantissa) => ({ mantissa: BigInt(mantissa) });
/** So many trades in one message. */
const summed = (n, count, volume, high, low) => tick(n, { collapsed: { count, cause: 'budget', volume: exact(volume), high: exact(high), low: exact(low) } });

describe('candles', () => {
  const of = (...prices) => {
    const made = new candles.Candles();
    for (const [ms, price, volume] of prices) made.add(ms, price, volume);
    return made;
  };

  test('Add_PricesOfASecond_FirstHighestLowestLastAndSum', () => {
    const made = of([1_000, 10, 1], [1_200, 12, 2], [1_400, 9, 3], [1_999, 11, 4], [2_000, 11.5, 5]);
    assert.deepEqual(made.list, [candle(1, 10, 12, 9, 11, 10), candle(2, 11.5, 11.5, 11.5, 11.5, 5)]);
  });

  test('Add_AClockThatGoesBack_CountsWhereItCame', () => {
    assert.deepEqual(of([5_000, 10, 1], [3_000, 8, 1]).list, [candle(5, 10, 10, 8, 8, 2)]);
  });

  test('Trade_ThatStandsForMany_BringsAllTheirVolumeAndExtremes', () => {
    const made = new candles.Candles();
    made.trade(follow.shownTrade(0, tick(1_000)));
    made.trade(follow.shownTrade(0, summed(1_200, 5, 300, 1_500, 900)));
    assert.deepEqual(made.list, [candle(1, 10, 15, 9, 12, 301)]);
    made.trade(follow.shownTrade(0, summed(2_000, 2, 7, 2_100, 1_900)));
    assert.deepEqual(made.list.at(-1), candle(2, 20, 21, 19, 20, 7));
  });

  test('Every_LongerSpans_AreTheSecondsPutTogether', () => {
    const made = of([59_000, 10, 1], [60_000, 11, 1], [61_000, 9, 1], [119_000, 12, 1], [120_000, 13, 1]);
    assert.deepEqual(made.every(60), [candle(0, 10, 10, 10, 10, 1), candle(60, 11, 12, 9, 12, 3), candle(120, 13, 13, 13, 13, 1)]);
    assert.deepEqual(made.every(60, 60), made.every(60).slice(1), 'from a span on, it is the same spans');
    assert.deepEqual(made.every(1), made.list);
  });

  test('Prepend_WhatWasBefore_JoinsAtTheSeam', () => {
    const made = of([10_500, 20, 2], [11_000, 21, 1]);
    const { version } = made;
    made.prepend(of([8_000, 15, 1], [10_000, 18, 3], [11_500, 25, 1]).list);
    assert.deepEqual(made.list, [candle(8, 15, 15, 15, 15, 1), candle(10, 18, 25, 18, 20, 6), candle(11, 21, 21, 21, 21, 1)]);
    assert.ok(made.version > version, 'the chart is told to draw all of it');
    const empty = of();
    empty.prepend(made.list);
    assert.deepEqual(empty.list, made.list);
  });

  test('Add_MoreThanIsKept_ForgetsTheOldest', () => {
    const made = new candles.Candles();
    for (let second = 0; second < 20_000; second++) made.add(second * 1_000, 1, 1);
    assert.ok(made.list.length >= 7_200 && made.list.length <= 7_800, String(made.list.length));
    assert.equal(made.list.at(-1).time, 19_999);
  });

  test('Spaced_WhereNothingWas_IsBlankOrHoldsThePrice', () => {
    const [first, last] = [candle(0, 1, 1, 1, 1, 1), candle(15, 2, 2, 2, 2, 1)];
    assert.deepEqual(candles.spaced([first, last], 5, false), [first, { time: 5 }, { time: 10 }, last]);
    assert.deepEqual(candles.spaced([last], 5, true, first), [candle(5, 1, 1, 1, 1, 0), candle(10, 1, 1, 1, 1, 0), last]);
    assert.deepEqual(candles.spaced([first, candle(100_000, 1, 1, 1, 1, 1)], 5, true).length, 2, 'a night is not drawn out');
  });
});

describe('trades', () => {
  const trade = (price) => ({ slot: 0, timeMs: price, price: BigInt(price), size: 1n, high: BigInt(price), low: BigInt(price), priceScale: 0, sizeScale: 0, side: null, flags: 0, count: 1 });
  const all = (of) => Array.from({ length: of.count }, (_, n) => Number(of.at(n).price));

  test('Ring_MoreThanItHolds_KeepsTheNewest', () => {
    const kept = new ring.TradeRing(3);
    for (const price of [1, 2, 3, 4, 5]) kept.push(trade(price));
    assert.deepEqual([all(kept), kept.count, kept.pushed, kept.at(3)], [[5, 4, 3], 3, 5, null]);
  });

  test('Ring_WhatWasBefore_StandsBehindAsFarAsThereIsRoom', () => {
    const kept = new ring.TradeRing(4);
    kept.push(trade(10));
    kept.push(trade(11));
    kept.prepend([trade(7), trade(8), trade(9)]);
    assert.deepEqual(all(kept), [11, 10, 9, 8]);
    kept.push(trade(12));
    assert.deepEqual(all(kept), [12, 11, 10, 9]);
    kept.clear();
    assert.deepEqual([all(kept), kept.pushed], [[], 0]);
  });

  test('Watched_ABurst_TellsItsNewestAndHowManyPassed', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const told = [];
    const trades = new watched.WatchedTrades((message) => told.push(message));
    trades.take(1, tick(1));
    t.mock.timers.tick(200);
    assert.deepEqual(told, [], 'nobody asked');
    trades.turn(true);
    for (let n = 0; n < 250; n++) trades.take(1, tick(n));
    t.mock.timers.tick(200);
    assert.deepEqual([told.length, told[0].passed, told[0].trades.length], [1, 150, 100]);
    assert.deepEqual(told[0].trades.map(({ price }) => Number(price)), Array.from({ length: 100 }, (_, n) => 150 + n));
    trades.take(1, summed(1, 40, 400, 1, 1));
    for (let n = 0; n < 100; n++) trades.take(1, tick(n));
    t.mock.timers.tick(200);
    assert.equal(told[1].passed, 40, 'one that stands for many is as many');
  });

  test('ShownTrade_ThatStandsForMany_SaysWhatTheyComeTo', () => {
    const one = follow.shownTrade(7, tick(150));
    assert.deepEqual([one.count, one.size, one.high, one.low, one.side], [1, 1n, 150n, 150n, 'buy']);
    assert.equal(view.explained(one, 2), '');
    const many = follow.shownTrade(7, summed(150, 3, 1_300, 160, 140));
    assert.deepEqual([many.count, many.price, many.size, many.high, many.low], [3, 150n, 1_300n, 160n, 140n]);
    assert.equal(many.side, null, 'who wanted the others is not told');
    assert.equal(view.marks(many), '×3');
    assert.match(view.explained(many, 2), /^3 trades in one: 1,300 in all, from 1\.40 to 1\.60;/);
  });

  test('Follow_MoreThanOneMessageHolds_TellsAllOfIt', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const told = [];
    const made = new follow.Follow(({ ticks }) => told.push(...ticks));
    made.begin(7, 0n);
    for (let n = 0; n < 10_000; n++) made.take(tick(n));
    t.mock.timers.tick(100);
    assert.deepEqual([told.length, told[0].trade.timeMs, told.at(-1).trade.timeMs], [10_000, 0, 9_999]);
  });

  test('Ring_WhatIsNotListed_IsCounted', () => {
    const kept = new ring.TradeRing(2);
    kept.push({ ...trade(1), count: 5 });
    kept.push(trade(2));
    assert.deepEqual([kept.dropped, kept.passed], [0, 0]);
    kept.push({ ...trade(3), passed: 40 });
    kept.push(trade(4));
    assert.deepEqual([kept.dropped, kept.passed], [6, 40], 'one that stands for five is five');
    assert.match(view.explained(kept.at(1), 2), /40 before it/);
    kept.clear();
    assert.deepEqual([kept.dropped, kept.passed], [0, 0]);
  });

  test('Reading_FurtherDown_StandsStillHoweverMuchComes', () => {
    const kept = new ring.TradeRing(4);
    const read = new reading.Reading(kept);
    const seen = () => Array.from({ length: read.count }, (_, n) => Number(read.at(n).price));
    for (const price of [1, 2, 3]) kept.push(trade(price));
    assert.equal(read.look(false), 0);
    assert.deepEqual(seen(), [3, 2, 1]);
    kept.push(trade(4));
    assert.equal(read.look(true), 1, 'what they began to look at is a line further down by now');
    for (let price = 5; price < 50; price++) kept.push(trade(price));
    assert.equal(read.look(true), 0);
    assert.deepEqual([seen(), read.newer], [[4, 3, 2, 1], 45]);
    read.look(false);
    assert.deepEqual([seen(), read.newer], [[49, 48, 47, 46], 0]);
  });

  test('Reading_OlderOnesThatCome_StandBelow', () => {
    const kept = new ring.TradeRing(10);
    const read = new reading.Reading(kept);
    for (const price of [5, 6]) kept.push(trade(price));
    read.look(true);
    kept.push(trade(7));
    kept.prepend([trade(3), trade(4)]);
    assert.equal(read.look(true), 1);
    assert.deepEqual(Array.from({ length: read.count }, (_, n) => Number(read.at(n).price)), [7, 6, 5, 4, 3]);
  });
});

describe('replay', () => {
  const told = (more) => ({ state: 'playing', timeMs: 1_000_000, speed: '1', lap: 0, ...more });

  test('TapeClock_BetweenNews_RunsAtTheTapesSpeed', () => {
    const made = new clock.TapeClock();
    assert.equal(made.read(5), 0, 'not known yet');
    made.told(told({ speed: '10' }), 100);
    assert.equal(made.read(300), 1_002_000);
    made.told(told({ timeMs: 1_002_500, state: 'paused', speed: '10' }), 350);
    assert.equal(made.read(10_000), 1_002_500);
  });

  test('TapeClock_ASkippedSilenceOrASlowReader_IsPutRightByTicks', () => {
    const made = new clock.TapeClock();
    made.told(told(), 0);
    made.heard(1_060_000, 100);
    assert.equal(made.read(100), 1_060_000, 'a silence was skipped');
    made.heard(1_059_900, 200);
    assert.equal(made.read(200), 1_060_100, 'what was held back for an interval sets nothing back');
    made.heard(1_060_500, 10_000);
    assert.equal(made.read(10_000), 1_060_500, 'a tape that waits for its reader is where its ticks are');
  });

  test('TapeClock_AtFullSpeed_IsWhereTheTicksAre', () => {
    const made = new clock.TapeClock();
    made.told(told({ speed: 'max' }), 0);
    made.heard(1_500_000, 10);
    assert.equal(made.read(5_000), 1_500_000);
    made.told(told({ state: 'ended', timeMs: 2_000_000, speed: 'max' }), 6_000);
    made.heard(1_999_000, 6_001);
    assert.equal(made.read(7_000), 2_000_000);
  });

  test('LengthText_OfAnyLength_IsShort', () => {
    const length = (seconds) => recordings.lengthText({ name: '', fromMs: 0, toMs: seconds * 1_000 });
    assert.deepEqual([length(90), length(720), length(12_600), length(432_000)], ['90 s', '12 min', '3.5 h', '5 d']);
    assert.equal(recordings.lengthText({ name: '', fromMs: null, toMs: null }), '');
  });

  const played = () => {
    const [orders, news, cleared] = [[], [], []];
    const made = new tape.PlayedTape((order) => orders.push(order), { tell: (message) => news.push(message), clear: (isOther, after) => cleared.push([isOther, after]) });
    return { made, orders, news, cleared };
  };
  const at = (ms, more) => ({ state: 'playing', seq: 7n, time: BigInt(ms) * 1_000_000n, speed: '5', lap: 0, ...more });

  test('PlayedTape_ASeek_ClearsWhatWasShownBeforeIt', () => {
    const { made, news, cleared } = played();
    assert.equal(made.heard(at(1_000)), false);
    assert.equal(made.heard(at(500, { lap: 1, seq: 3n })), true);
    assert.deepEqual(cleared, [[false, 3n]]);
    assert.deepEqual(news.map(({ timeMs, lap }) => [timeMs, lap]), [[1_000, 0], [500, 1]]);
  });

  test('PlayedTape_ANewConnection_IsSentBackToWhereItWas', () => {
    const { made, orders, news } = played();
    made.opened();
    made.heard(at(1_000, { state: 'waiting', seq: 0n }));
    made.heard(at(1_000));
    assert.deepEqual(orders, [], 'the first connection begins at the beginning');
    made.lost(4_000);
    made.opened();
    assert.equal(made.heard(at(1_000, { state: 'waiting', seq: 0n, speed: '1' })), false);
    assert.deepEqual(orders, [{ op: 'speed', speed: 5 }, { op: 'seek', time: 4_000_000_000n }]);
    made.heard(at(1_000, { seq: 0n }));
    made.lost(0);
    assert.deepEqual([made.at(0).time, made.at(0).speed], [4_000_000_000n, '5'], 'what was not answered yet holds for the next');
    assert.ok(news.slice(2).every(({ timeMs, speed }) => timeMs === 4_000 && speed === '5'), 'the page is not told of the beginning');
  });

  test('PlayedTape_OrdersWithoutAConnection_AreShownAndGivenToTheClientAtOnce', () => {
    const { made, orders, news } = played();
    made.opened();
    made.heard(at(1_000));
    made.lost(9_000);
    const given = [{ op: 'pause' }, { op: 'seek', time: '3000000000' }, { op: 'speed', speed: 10 }];
    for (const order of given) made.order(order);
    assert.deepEqual(orders, [{ op: 'speed', speed: 5 }, { op: 'seek', time: 9_000_000_000n }, ...given], 'where it was, then what was wanted: the client keeps both');
    const { state, timeMs, speed } = news.at(-1);
    assert.deepEqual([state, timeMs, speed], ['paused', 3_000, '10']);
    made.opened();
    made.order({ op: 'seek', time: '2000000000' });
    assert.deepEqual(orders.at(-1), { op: 'seek', time: '2000000000' });
    made.heard(at(1_000, { state: 'waiting', seq: 0n }));
    assert.equal(orders.length, 6, 'nothing is said twice');
    made.heard(at(1_000, { speed: '10' }));
    made.heard(at(1_000, { speed: '10', state: 'paused' }));
    assert.equal(made.heard(at(2_000, { speed: '10', state: 'paused', lap: 1 })), true);
    made.order({ op: 'resume' });
    assert.deepEqual(orders.at(-1), { op: 'resume' });
  });

  test('PlayedTape_OrdersBeforeTheFirstConnection_AreGivenToTheClientAtOnce', () => {
    const { made, orders, news } = played();
    made.order({ op: 'speed', speed: 'max' });
    made.order({ op: 'resume' });
    made.opened();
    made.heard(at(1_000, { speed: '1' }));
    assert.deepEqual(orders, [{ op: 'speed', speed: 'max' }, { op: 'resume' }]);
    assert.equal(news.at(-1).state, 'playing');
  });

  test('PlayedTape_ARefusedSpeed_IsTakenBackAndThePlaceKept', () => {
    const { made, orders, news } = played();
    made.opened();
    made.heard(at(1_000));
    made.order({ op: 'seek', time: '3000000000' });
    made.order({ op: 'speed', speed: 2_000_000 });
    assert.equal(orders.length, 2);
    made.refused();
    assert.deepEqual([news.at(-1).speed, news.at(-1).timeMs], ['5', 3_000]);
  });

  test('TapeClock_WithoutAConnection_Stands', () => {
    const made = new clock.TapeClock();
    made.told(told({ speed: '10' }), 100);
    made.run(false, 300);
    assert.equal(made.read(9_000), 1_002_000);
    made.run(true, 10_000);
    assert.equal(made.read(10_100), 1_003_000);
  });
});
