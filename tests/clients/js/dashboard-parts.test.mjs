// The parts of the dashboard that need no page.
import { before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { bundled } from './dashboard-bundle.mjs';

let figures;
let frames;
let listed;
let lists;
let find;
let catalogue;
let histogram;
let latency;
let rates;
let pace;
let clock;
let history;
let market;
let book;
let pump;
let places;
let loops;
let lines;
before(async () => {
  const files = ['figures.ts', 'frame.ts', 'watch-lists/listed.ts', 'watch-lists/watch-lists.ts', 'search/found.ts', 'search/catalogue.ts', 'latency/histogram.ts',
    'latency/latency.ts', 'flow/rates.ts', 'flow/pace.ts', 'worker/server-clock.ts', 'market/history.ts', 'market/market.ts', 'worker/book.ts', 'worker/frame-pump.ts',
    'worker/left-place.ts', 'render-loop.ts', 'connection/line.ts'];
  [figures, frames, listed, lists, find, catalogue, histogram, latency, rates, pace, clock, history, market, book, pump, places, loops, lines] = await bundled(files);
});

describe('figures', () => {
  test('Decimal_EveryDigit_IsExactAndHasTheDigitsOfItsTick', () => {
    const { decimal } = figures;
    assert.equal(decimal(18_720_000_000n, 8, 2), '187.20');
    assert.equal(decimal(18_725_500_000n, 8, 2), '187.255', 'no digit is dropped that is not zero');
    assert.equal(decimal(-3_763n, 2, 2), '−37.63');
    assert.equal(decimal(1n, 10, 2), '0.0000000001');
    assert.equal(decimal(123_456_789_012_345_678n, 2, 2), '1,234,567,890,123,456.78', 'past 2^53');
    assert.equal(decimal(5n, 0, 2), '5.00');
    assert.equal(decimal(frames.none, 2, 2), '–');
  });

  test('Size_Millions_AreShortOnlyWhereThatIsExact', () => {
    const { size } = figures;
    assert.equal(size(3_000_000n, 0), '3M');
    assert.equal(size(1_250_000n, 0), '1.25M');
    assert.equal(size(1_250_001n, 0), '1,250,001');
    assert.equal(size(123_456n, 3), '123.456');
    assert.equal(size(900n, 0), '900');
  });

  test('Percent_Rounding_IsHalfAwayFromZero', () => {
    const { percent } = figures;
    assert.equal(percent(1n, 200n), '+0.50%');
    assert.equal(percent(-125n, 1_000_000n), '−0.01%');
    assert.equal(percent(5n, 100_000n), '+0.01%');
    assert.equal(percent(0n, 100n), '0.00%');
    assert.equal(percent(5n, 0n), '', 'of nothing there is no percentage');
    assert.equal(percent(5n, -100n), '');
  });

  test('MantissaOf_Text_IsItsIntegerOrNull', () => {
    const { mantissaOf } = figures;
    assert.equal(mantissaOf('187.25', 8), 18_725_000_000n);
    assert.equal(mantissaOf('-37.63', 2), -3_763n);
    assert.equal(mantissaOf('1.234', 2), null);
    assert.equal(mantissaOf('1e5', 2), null);
  });

  test('Age_AndDurationAndShort_AreForPersons', () => {
    assert.deepEqual([400, 12_300, 190_000, 7_300_000, 200_000_000].map(figures.age), ['0.4s', '12s', '3m', '2h', '2d']);
    assert.deepEqual([0.84, 14.2, 1_234, NaN].map(figures.duration), ['0.8 ms', '14 ms', '1.2 s', '–']);
    assert.deepEqual([0, 950, 12_345, 4_560_000].map(figures.short), ['0', '950', '12.3k', '4.56M']);
  });
});

describe('watch-lists', () => {
  const known = ['B:2', 'A:1', 'A:3', 'C:EUR/USD'].map((symbol) => ({ symbol }));
  const namesOf = (entries) => listed.listed(entries, known).map(({ symbol }) => symbol);

  test('Listed_NamesAndPatterns_StandInOrderAndOnce', () => {
    assert.deepEqual(namesOf(['C:EUR/USD', 'A:*', 'A:3', 'Z:9']), ['C:EUR/USD', 'A:1', 'A:3']);
    assert.deepEqual(namesOf(['*']), ['A:1', 'A:3', 'B:2', 'C:EUR/USD']);
    assert.deepEqual(namesOf([]), []);
  });

  test('Matches_Patterns_AsTheServerDoes', () => {
    const { matches } = listed;
    for (const [pattern, symbol, does] of [
      ['*', '', true], ['A:*', 'A:', true], ['*:EURUSD', 'X:EURUSD', true], ['A*B', 'AB', true], ['AB*BC', 'ABC', false], ['a*b*c', 'a-bb-c', true],
      ['*b*b*', 'ab', false], ['A:1', 'A:1', true], ['A:1', 'A:12', false], ['A.*', 'AB', false],
    ]) assert.equal(matches(pattern, symbol), does, `${pattern} ${symbol}`);
  });

  test('Change_FixedList_StaysAsItIs', () => {
    const all = lists.begin;
    assert.equal(lists.add(all, 'A:1'), all);
    assert.equal(lists.drop(all), all);
    assert.equal(lists.move(all, ['A:1', 'A:2'], 0, 1), all);
  });

  test('AddAndRemove_Entry_IsThereOnceAndThenNot', () => {
    let all = lists.add(lists.add(lists.make(lists.begin, 'Mine'), 'A:1'), 'A:1');
    assert.deepEqual(lists.shownOf(all), { name: 'Mine', entries: ['A:1'] });
    all = lists.remove(all, 'A:1');
    assert.deepEqual(lists.shownOf(all).entries, []);
    assert.deepEqual(lists.drop(all).lists, [lists.everything]);
  });

  test('Move_WithinPattern_MakesEntriesOfItsLines', () => {
    let all = lists.add(lists.make(lists.begin, 'Mine'), 'A:*');
    all = lists.move(all, ['A:1', 'A:2', 'A:3'], 2, 0);
    assert.deepEqual(lists.shownOf(all).entries, ['A:3', 'A:1', 'A:2', 'A:*']);
    assert.equal(lists.move(all, ['A:3', 'A:1', 'A:2'], 0, -1), all, 'past the end is the end');
  });

  test('Rename_TakenName_GetsANumber', () => {
    const all = lists.make(lists.make(lists.begin, 'FX'), '  FX ');
    assert.deepEqual(all.lists.map(({ name }) => name), ['All', 'FX', 'FX 2']);
    assert.deepEqual(lists.rename(all, 'FX 2').lists[2].name, 'FX 2', 'its own name is free for it');
    assert.deepEqual(lists.rename(all, 'All').lists[2].name, 'All 2');
  });

  test('Restored_AnythingKept_IsListsOrNothing', () => {
    const all = lists.show(lists.add(lists.make(lists.begin, '<b>x</b>'), 'A:1'), 1);
    assert.deepEqual(lists.restored(JSON.parse(JSON.stringify(lists.kept(all)))), all);
    for (const kept of [null, 7, 'x', {}, { lists: 'x' }, { lists: [{ name: 1, entries: [] }, { name: 'x', entries: [2] }, null], shown: 'x' }]) {
      assert.deepEqual(lists.restored(kept), lists.begin);
    }
    assert.equal(lists.restored({ lists: [], shown: 99 }).shown, 0);
  });

  test('Fault_EntryThatTheProtocolRefuses_IsTold', () => {
    for (const entry of ['*', 'XNAS:*', 'EBS:EUR/USD', 'X:a:b c', `${'V'.repeat(24)}:${'é'.repeat(32)}`, `${'p'.repeat(88)}*`]) assert.equal(listed.fault(entry), null, entry);
    for (const entry of ['', 'X', ':A', 'X:', `${'V'.repeat(25)}:A`, `${'é'.repeat(13)}:A`, `X:${'n'.repeat(65)}`, `${'p'.repeat(89)}*`, 'X:\u0007', 'X:\ud800']) {
      assert.ok(listed.fault(entry), entry);
    }
  });

  test('AddAndRestored_EntryThatTheProtocolRefuses_LeaveItOut', () => {
    const long = `${'V'.repeat(25)}:A`;
    const all = lists.make(lists.begin, 'Mine');
    assert.deepEqual(lists.shownOf(lists.add(all, long)).entries, []);
    assert.deepEqual(lists.restored({ lists: [{ name: 'Mine', entries: ['A:1', long, `${'p'.repeat(89)}*`, '', 'A:2'] }], shown: 1 }).lists[1].entries, ['A:1', 'A:2']);
  });
});

describe('search', () => {
  const all = ['XNAS:AAPL', 'XNAS:PLTR', 'PL:X', 'EBS:EUR/USD'].map((symbol) => ({ symbol }));

  test('Found_BeginningOfName_ComesFirst', () => {
    assert.deepEqual(find.found(all, 'pl', 9).map(({ symbol }) => symbol), ['XNAS:PLTR', 'PL:X', 'XNAS:AAPL']);
    assert.deepEqual(find.found(all, ' ', 9), []);
    assert.equal(find.found(all, 'x', 2).length, 2);
  });

  test('Queries_ManyNames_AreSeveralAndEscaped', () => {
    assert.deepEqual(catalogue.queries(['A:1', '*']), ['']);
    assert.deepEqual(catalogue.queries(['EBS:EUR/USD', 'X:A&B,C']), ['symbol=EBS%3AEUR%2FUSD&symbol=X%3AA%26B%2CC']);
    const many = Array.from({ length: 1_000 }, (_, n) => `XNAS:S${n}`);
    const made = catalogue.queries(many);
    assert.ok(made.length > 1 && made.every((query) => query.length <= 4_000));
    assert.equal(made.join('&').split('&').length, many.length);
  });
});

describe('latency and flow', () => {
  test('Quantile_KnownValues_IsWithinFivePercent', () => {
    const counts = new histogram.Histogram();
    assert.ok(Number.isNaN(counts.quantile(0.5)));
    for (let ms = 1; ms <= 1_000; ms++) counts.add(ms);
    assert.ok(Math.abs(counts.quantile(0.5) / 500 - 1) < 0.05);
    assert.ok(Math.abs(counts.quantile(0.99) / 990 - 1) < 0.05);
    assert.equal(counts.negative, 0);
  });

  test('Quantile_BelowZero_IsTold', () => {
    const counts = new histogram.Histogram();
    for (const ms of [-200, -20, -0.05, 30]) counts.add(ms);
    assert.equal(counts.negative, 2, 'what rounds to nothing is not below it');
    assert.ok(Math.abs(counts.quantile(0.25) / -200 - 1) < 0.05, String(counts.quantile(0.25)));
    assert.ok(Math.abs(counts.quantile(0.5) / -20 - 1) < 0.05, String(counts.quantile(0.5)));
    assert.ok(Math.abs(counts.quantile(1) / 30 - 1) < 0.05);
    assert.equal(figures.duration(-3.24), '−3.2 ms');
  });

  test('Latency_AfterHalfAMinute_ForgetsWhatWas', () => {
    const told = new latency.Latency();
    told.shown(500, 1_000);
    assert.equal(told.quantiles(1_000).count, 1);
    for (let now = 4_000; now < 40_000; now += 3_000) told.shown(10, now);
    assert.ok(told.quantiles(40_000).p99 < 11);
  });

  test('Latency_WhereNothingComes_AgesAllTheSame', () => {
    const told = new latency.Latency();
    told.shown(500, 1_000_000);
    assert.equal(told.quantiles(1_020_000).count, 1);
    assert.deepEqual([told.quantiles(1_031_000).count, told.quantiles(1_031_000).p50], [0, NaN]);
    told.shown(500, 1_032_000);
    assert.equal(told.quantiles(1_032_000).count, 1);
  });

  test('Latency_WhatCameWhileThePageWasHidden_DoesNotCount', () => {
    const told = new latency.Latency();
    told.seenFrom(60_000);
    told.shown(40_000, 60_010);
    assert.equal(told.quantiles(60_010).count, 0, 'it waited for somebody to look');
    told.shown(15, 60_030);
    assert.equal(told.quantiles(60_030).count, 1);
  });

  test('Rates_CountsThatGrow_AreMarketAndWhatCame', () => {
    const seen = new rates.Rates();
    seen.look(1_000, { updates: 0, collapsed: [0, 0, 0, 0, 0] }, 0);
    const rate = seen.look(3_000, { updates: 200, collapsed: [100, 0, 0, 20, 0] }, 60);
    assert.deepEqual(rate, { market: 160, received: 100, drawn: 30, causes: [50, 0, 0, 10, 0] });
    assert.equal(seen.look(4_000, { updates: 5, collapsed: [0, 0, 0, 0, 0] }, 70).market, 0, 'another stream begins at nothing');
  });

  test('Pace_AnyWish_IsTheNextThatTheSliderHas', () => {
    assert.deepEqual([0, 1, 250, 300, 99_999].map((ms) => pace.paces[pace.placeOf(ms)]), [0, 50, 250, 500, 5_000]);
  });

  test('ServerClock_Heartbeats_TellItsLeadThroughTheShortestWay', () => {
    const server = new clock.ServerClock();
    assert.equal(server.reading, null);
    for (const way of [40, 10, 25]) server.heard(5_000 + 1_000, 5_000 + way);
    assert.deepEqual(server.reading, { aheadMs: 990, uncertainMs: null }, 'how exactly that is nobody knows before a request was answered');
    server.answered(30);
    server.answered(20);
    assert.deepEqual(server.reading, { aheadMs: 1_000, uncertainMs: 10 });
  });

  test('History_MoreThanItHolds_KeepsTheNewest', () => {
    const line = new history.History();
    line.push(NaN, 0);
    assert.equal(line.values.length, 0);
    for (let n = 1; n <= 130; n++) line.push(n, n * 1_016);
    assert.deepEqual([line.values.length, line.values[0], line.values.at(-1)], [120, 11, 130]);
  });

  test('History_WhatIsNotKnownOrWasLeftOut_IsABreak', () => {
    const line = new history.History();
    line.push(1, 1_000);
    line.push(NaN, 2_000);
    line.push(2, 3_000);
    line.push(3, 7_000);
    assert.deepEqual([...line.values], [1, NaN, 2, NaN, NaN, NaN, 3]);
    line.push(4, 3_600_000);
    assert.deepEqual([line.values.length, line.values.filter((value) => !Number.isNaN(value)).length], [120, 1], 'of an hour ago nothing stands here');
  });
});

describe('from the book to the market', () => {
  const instrument = { symbol: 'X:A', priceScale: 8, sizeScale: 0, index: 0 };
  const big = (value) => (value === null ? null : BigInt(value));
  const quote = (bid, ask, more = {}) => ({
    kind: 'quote', symbol: 'X:A', instrument, isSnapshot: false, received: 1_700_000_000_123_456_789n, collapsed: null,
    bidMantissa: big(bid), bidSizeMantissa: 100n, askMantissa: big(ask), askSizeMantissa: null, ...more,
  });
  const trade = (price) => ({ ...quote(null, null), kind: 'trade', priceMantissa: BigInt(price), sizeMantissa: 7n });

  function pair() {
    const [made, page] = [new book.Book(), new market.Market()];
    page.announce(made.name([instrument]));
    const frame = () => {
      const { columns, rows } = made.fill(null);
      page.take({ kind: 'frame', rows, buffer: columns.buffer, totals: made.totals() });
      return rows;
    };
    return { made, page, frame, row: page.bySymbol('X:A') };
  }

  test('Frame_ManyTicks_IsOneRowWithTheNewestAndAllCounted', () => {
    const { made, frame, row } = pair();
    made.take(quote(18_700_000_000, 18_701_000_000));
    made.take(quote(18_702_500_000, 18_703_000_000, { collapsed: { count: 5, cause: 'rate' } }));
    made.take(trade(18_702_000_000));
    assert.equal(frame(), 1);
    assert.deepEqual([row.bid, row.ask, row.askSize, row.last, row.lastSize], [18_702_500_000n, 18_703_000_000n, frames.none, 18_702_000_000n, 7n]);
    assert.deepEqual([row.updates, row.rate, row.server, row.decimals], [3, 4, 0, 3]);
    assert.ok(Math.abs(row.received - 1_700_000_000_123.456) < 0.001);
    assert.equal(frame(), 0, 'what did not change is not told again');
  });

  test('Frame_QuoteThatMoves_HasADirection', () => {
    const { made, frame, row } = pair();
    made.take(quote(10, 12));
    frame();
    assert.deepEqual([row.bidWay, row.askWay], [0, 0]);
    made.take(quote(11, null));
    frame();
    assert.deepEqual([row.bidWay, row.askWay, row.ask], [1, 0, frames.none]);
  });

  test('Take_Snapshot_CountsAsNoUpdate', () => {
    const { made, frame, row } = pair();
    made.take(quote(10, 12, { isSnapshot: true }));
    frame();
    assert.deepEqual([row.updates, row.isNews], [0, false]);
  });

  test('Describe_PreviousClose_IsWhatChangeIsMeasuredFrom', () => {
    const { made, page, frame, row } = pair();
    made.take(trade(18_702_000_000));
    frame();
    assert.deepEqual([row.base, row.isBaseClose], [18_702_000_000n, false]);
    page.describe([{ symbol: 'X:A', tickSize: '0.0001', previousClose: '187' }, { symbol: 'X:UNKNOWN', tickSize: null, previousClose: null }]);
    assert.deepEqual([row.base, row.isBaseClose, row.decimals], [18_700_000_000n, true, 4]);
  });

  test('Describe_AgainOrWithoutAClose_HoldsInPlaceOfWhatWasSaid', () => {
    const { made, page, frame, row } = pair();
    made.take(trade(18_702_000_000));
    frame();
    const say = (tickSize, previousClose) => page.describe([{ symbol: 'X:A', tickSize, previousClose }]);
    say('0.01', '187');
    say('0.01', '190');
    assert.equal(row.base, 19_000_000_000n);
    say('0.01', null);
    assert.deepEqual([row.base, row.isBaseClose], [18_702_000_000n, false]);
  });

  test('Decimals_OfATickSize_AreItsOwnUnlessAPriceNeedsMore', () => {
    const { made, page, frame, row } = pair();
    assert.equal(row.decimals, 2, 'where nothing is told');
    page.describe([{ symbol: 'X:A', tickSize: '1', previousClose: null }]);
    made.take(quote(18_700_000_000, 18_800_000_000));
    frame();
    assert.deepEqual([row.decimals, figures.decimal(row.bid, 8, row.decimals)], [0, '187']);
    page.describe([{ symbol: 'X:A', tickSize: '0.00025', previousClose: null }]);
    assert.deepEqual([row.decimals, figures.decimal(row.bid, 8, row.decimals)], [5, '187.00000']);
    page.describe([{ symbol: 'X:A', tickSize: '0.5', previousClose: null }]);
    row.isDirty = false;
    row.learn(18_725n, 2);
    assert.deepEqual([row.decimals, row.isDirty, figures.decimal(row.bid, 8, row.decimals)], [2, true, '187.00'], 'no digit is left out, and all have as many');
  });

  test('Begin_ATapeThatIsSentElsewhere_KeepsTheFirstTradeByItsTime', () => {
    const { made, page, frame, row } = pair();
    const at = (price, seconds) => ({ ...trade(price), received: BigInt(seconds) * 1_000_000_000n });
    const sent = (...ticks) => {
      made.forget(false);
      page.clear(false);
      for (const one of ticks) made.take(one);
      frame();
    };
    made.take(at(100, 1_000));
    frame();
    sent(at(150, 5_000));
    assert.deepEqual([row.base, row.firstAt], [100n, 1_000_000], 'further on it is still the first');
    sent(at(80, 500));
    assert.deepEqual([row.base, row.firstAt], [80n, 500_000], 'before it there was another');
    made.take(at(90, 400));
    frame();
    assert.equal(row.base, 80n, 'what comes is later, whatever a clock says');
  });

  test('Name_OtherScales_KeepsNothingOfTheUnitBefore', () => {
    const { made, page, frame } = pair();
    made.take(quote(10, 12));
    const finer = { ...instrument, priceScale: 9 };
    page.announce(made.name([finer]));
    assert.equal(frame(), 0, 'what waited is of the unit before');
    assert.equal(made.take(quote(10, 12)), undefined, 'and so is what was on its way');
    made.take(quote(100, 120, { instrument: finer }));
    assert.equal(frame(), 1);
    assert.equal(page.bySymbol('X:A').bid, 100n);
  });

  test('IsOtherEpoch_ServerThatBeganAnew_ForgetsWhatIsNotToldAgain', () => {
    const { made, frame, row } = pair();
    assert.equal(made.isOtherEpoch(1), false, 'the first is not another');
    made.take(quote(10, 12));
    made.take(trade(11));
    frame();
    assert.equal(made.isOtherEpoch(1), false);
    assert.equal(frame(), 0);
    assert.equal(made.isOtherEpoch(2), true);
    made.take(quote(20, 22, { isSnapshot: true }));
    frame();
    assert.deepEqual([row.bid, row.ask, row.last], [20n, 22n, frames.none]);
    made.forget(true);
    assert.equal(made.isOtherEpoch(3), false, 'of another market it is the first again');
  });

  test('Fill_MemoryThatIsLargeEnough_IsUsedAgain', () => {
    const { made } = pair();
    made.take(quote(10, 12));
    const { columns } = made.fill(null);
    made.take(quote(11, 12));
    assert.equal(made.fill(columns).columns, columns);
  });

  test('FramePump_PageThatDoesNotAsk_GetsNothingUntilItDoes', ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { made } = pair();
    const sent = [];
    const frames = new pump.FramePump(made, (frame, buffer) => sent.push({ frame, buffer }));
    made.take(quote(10, 12));
    frames.wake();
    mock.timers.tick(1_000);
    assert.equal(sent.length, 0, 'nobody asked');
    frames.ask(null);
    made.take(quote(11, 12));
    mock.timers.tick(1_000);
    assert.deepEqual(sent.map(({ frame }) => [frame.rows, frame.totals.updates]), [[1, 2]], 'one row, however much came');
    frames.wake();
    mock.timers.tick(1_000);
    assert.equal(sent.length, 1, 'one frame for each time it asks');
    frames.ask(sent[0].buffer);
    mock.timers.tick(1_000);
    assert.equal(sent.length, 1, 'nothing is new');
    made.take(quote(12, 13));
    frames.wake();
    mock.timers.tick(1_000);
    assert.equal(sent[1].buffer, sent[0].buffer, 'its memory goes to and fro');
  });
});

describe('what outlives trouble', () => {
  const [live, replay] = ['http://x/v1/stream', 'http://x/v1/replay?recording=a'];
  const place = { epoch: 7, seq: '42' };

  test('PlaceFor_SameAddressAndNoMoreSymbols_IsWhereItWasLeft', () => {
    const left = new places.LeftPlace();
    assert.equal(left.placeFor(live, []), null);
    left.leave(live, place, ['A:1', 'A:2']);
    assert.deepEqual(left.placeFor(live, ['A:2']), place);
    assert.equal(left.placeFor(live, ['A:2', 'A:3']), null, 'what was not asked for has no state');
    assert.equal(left.placeFor('http://y/v1/stream', ['A:2']), null);
    left.leave(live, null, ['A:1']);
    assert.equal(left.placeFor(live, ['A:1']), null);
    left.leave(replay, place, ['A:1']);
    assert.equal(left.placeFor(replay, ['A:1']), null, 'a tape has no place in another');
  });

  test('RenderLoop_PartThatThrows_StopsNeitherTheOthersNorTheNextFrame', () => {
    const asked = [];
    globalThis.requestAnimationFrame = (frame) => asked.push(frame);
    try {
      const loop = new loops.RenderLoop();
      const failures = [];
      let drawn = 0;
      loop.add(() => { throw new Error('broken'); });
      loop.add(() => { drawn++; });
      loop.start((error) => failures.push(error.message));
      for (let n = 0; n < 3; n++) asked.shift()(n * 16);
      assert.deepEqual([drawn, failures, asked.length], [3, ['broken'], 1]);
    } finally {
      delete globalThis.requestAnimationFrame;
    }
  });

  test('Line_StorageThatIsDenied_HoldsTheKeyItself', () => {
    const was = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
    Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get() { throw new Error('denied'); } });
    try {
      const line = new lines.Line(null);
      assert.equal(line.key, '');
      line.key = 'secret';
      assert.equal(line.key, 'secret');
    } finally {
      if (was) Object.defineProperty(globalThis, 'sessionStorage', was);
      else delete globalThis.sessionStorage;
    }
  });
});
