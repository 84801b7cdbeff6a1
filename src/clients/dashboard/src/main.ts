// The page: what comes from the worker goes into the market, and the parts draw from there.
import './styles/base.css';
import './styles/head.css';
import './styles/board.css';
import './styles/foot.css';
import './styles/detail.css';
import './styles/replay.css';
import { Appearance, colour } from './appearance/theme.js';
import { Keys } from './appearance/keys.js';
import { pageKeys } from './appearance/page-keys.js';
import { Board } from './board/board.js';
import { Trends } from './board/trends.js';
import { ConnectionView } from './connection/connection-view.js';
import { Eviction } from './connection/eviction.js';
import { FeedsView } from './connection/feeds-view.js';
import { KeyPrompt } from './connection/key-prompt.js';
import { Line } from './connection/line.js';
import { reasonText } from './connection/reasons.js';
import { nowMs } from './contract.js';
import { Detail } from './detail/detail.js';
import { at, element, isolated, put } from './dom.js';
import { Events } from './events/events.js';
import { EventsPanel } from './events/events-panel.js';
import { AccountsPanel } from './flow/accounts-panel.js';
import { FlowView } from './flow/flow-view.js';
import { Pace } from './flow/pace.js';
import { Rates } from './flow/rates.js';
import { keep, recall } from './kept.js';
import { Latency } from './latency/latency.js';
import { LatencyView } from './latency/latency-view.js';
import { Market } from './market/market.js';
import { opener } from './page.js';
import { recordings } from './replay/recordings.js';
import { Replay } from './replay/replay.js';
import { RenderLoop } from './render-loop.js';
import { catalogue, type Known } from './search/catalogue.js';
import { SearchBox } from './search/search-box.js';
import { Shown } from './watch-lists/shown.js';
import { Tabs } from './watch-lists/tabs.js';
import { TakeBack } from './watch-lists/take-back.js';
import * as lists from './watch-lists/watch-lists.js';
import { WorkerLink } from './worker-link.js';

const still = matchMedia('(prefers-reduced-motion: reduce)');
const market = new Market();
const worker = new WorkerLink();
const line = new Line(worker);
const loop = new RenderLoop();
const events = new Events();
const latency = new Latency();
const rates = new Rates();

// --- the board and its lists

const detail = new Detail(at('detail'), worker, market, (row) => board.list.includes(row));
const trends = new Trends(colour);
const board = new Board({
  open: (row) => detail.open(row),
  moved: (from, to) => shown.change(lists.move(shown.all, board.list.map(({ symbol }) => symbol), from, to)),
  takenOut: (symbol) => takeOut(symbol),
}, trends);
const takeBack = new TakeBack(() => board.focus());
const takeOut = (entry: string): void => {
  if (lists.isFixed(shown.all)) return;
  const before = shown.all;
  const isOut = takeBack.do(`${isolated(entry)} is taken out of ${isolated(lists.shownOf(before).name)}`, () => shown.takeOut(entry), () => {
    shown.change(before);
    const index = board.list.findIndex(({ symbol }) => symbol === entry);
    if (index >= 0) board.select(index);
  });
  if (!isOut) takeBack.say(`${isolated(entry)} is there by a pattern; those stand below the lines, to be taken out`);
};
// An answer that comes when another stream is open is about another market.
const describing = (entries: readonly string[]): Promise<Known[]> | null => {
  const { openings } = line;
  return line.isReplay ? null : catalogue(entries, line.key || null).then((known) => (line.openings === openings ? known : []));
};
const shown = new Shown(market, board, worker, describing, () => { tabs.draw(); takeBack.changed(); });
const tabs = new Tabs(() => shown.all, (all) => shown.change(all));
const appearance = new Appearance(() => trends.recolour());

let everything: Promise<Known[]> | null = null;
const search = new SearchBox({
  all: () => everything ??= catalogue(['*'], line.key || null).catch((error) => { everything = null; throw error; }),
  isListed: (entry) => lists.shownOf(shown.all).entries.includes(entry),
  canAdd: () => !lists.isFixed(shown.all),
  add: (entry) => shown.change(lists.add(shown.all, entry)),
  open: (symbol) => shown.reveal(symbol, (row) => detail.open(row)),
});

// --- the connection

const open = (from: Parameters<Line['open']>[0] = null): void => {
  eviction.hide();
  keyPrompt.hide();
  latency.clear();
  everything = null;
  line.open(from);
};
const connection = new ConnectionView((isAnew) => {
  if (!isAnew) {
    open();
    return;
  }
  worker.restart();
  connection.trouble = null;
  begin(shown.all);
});
const feeds = new FeedsView();
const keyPrompt = new KeyPrompt((key) => {
  line.key = key;
  keyPrompt.forget.hidden = true;
  if (key && connection.isOpen) worker.send({ kind: 'renew', key });
  else open();
});
const pace = new Pace(Number(recall('pace')) || 0, (intervalMs) => {
  keep('pace', intervalMs);
  worker.send({ kind: 'pace', intervalMs });
});
const eviction = new Eviction((from) => open(from), (intervalMs) => {
  pace.set(intervalMs);
  worker.send({ kind: 'pace', intervalMs });
});

worker.on('pace', ({ intervalMs }) => {
  keep('pace', intervalMs);
  pace.set(intervalMs);
});

const showWhetherLive = (): void => {
  board.isConnected = detail.isConnected = replay.isConnected = connection.isOpen;
  feeds.isCut = !connection.isOpen;
};
worker.on('trouble', ({ text }) => {
  connection.trouble = text;
  showWhetherLive();
  events.note(nowMs(), text === null ? 'calm' : 'bad', text ?? 'This page’s worker answers');
});
worker.on('connection', (now) => {
  connection.show(now);
  showWhetherLive();
  shown.connected(now.state === 'open');
  if (now.state === 'open') {
    keyPrompt.forget.hidden = !line.key;
    events.note(nowMs(), 'calm', `Connected by ${now.road}`);
  } else if (now.state !== 'connecting') events.note(nowMs(), now.state === 'closed' ? 'bad' : 'warn', `Connection: ${reasonText(now.reason, now.text)}`);
});
worker.on('evicted', (told) => {
  events.evictions++;
  events.note(nowMs(), 'bad', `Evicted: ${told.reason}`);
  connection.evicted();
  showWhetherLive();
  eviction.show(told);
});
worker.on('key', (wanted) => {
  if (wanted.why !== 'expiring') line.key = '';
  keyPrompt.ask(wanted);
});
worker.on('feeds', ({ feeds: told }) => feeds.show(told));
worker.on('clock', ({ aheadMs, uncertainMs }) => { market.clock = { aheadMs, uncertainMs }; });
worker.on('gap', ({ from, to, cause, atMs }) => {
  events.gaps++;
  events.note(atMs, 'warn', `Gap: ${cause.replaceAll('_', ' ')}${from ?? to ? `, ${from ?? 'the beginning'} to ${to ?? 'now'}` : ''}`);
});
worker.on('notice', ({ code, detail }) => events.note(nowMs(), 'warn', `The server: ${code.replaceAll('_', ' ')}${detail ? `, ${detail}` : ''}`));
worker.on('refusal', ({ code, text }) => events.note(nowMs(), 'bad', `${code.replaceAll('_', ' ')}: ${text}`));

const replay = new Replay(worker, {
  recordings: () => recordings(line.key || null),
  open: (path) => {
    eviction.hide();
    keyPrompt.hide();
    latency.clear();
    everything = null;
    connection.brings = path === null ? 'live' : 'replay';
    line.play(path);
  },
  measure: (path) => worker.send({ kind: 'measure', address: new URL(path, document.baseURI).href, key: line.key || null }),
});
worker.on('restarted', () => {
  market.restarted();
  shown.relist();
  events.restarts++;
  events.note(nowMs(), 'warn', 'The server began anew, with an epoch of its own: nothing that it had told before holds, and this is its state now');
});
worker.on('cleared', ({ isOther }) => {
  market.clear(isOther);
  if (isOther) shown.relist();
  detail.cleared(isOther);
});

// --- values

let memory: ArrayBuffer | null = null;
let isOwed = false;
let drawn = 0;
worker.on('instruments', ({ instruments, again }) => {
  market.announce(instruments, again);
  everything = null;
  shown.relist();
  detail.named();
});
worker.on('frame', (frame) => {
  market.take(frame);
  replay.heard(market.newest);
  memory = frame.buffer;
  isOwed = true;
});
worker.on('status', ({ slot, state, reason }) => Object.assign(market.rows[slot] ?? {}, { state, reason, isDirty: true }));
worker.on('stale', ({ slots, isStale }) => { for (const slot of slots) Object.assign(market.rows[slot] ?? {}, { isStale, isDirty: true }); });

// --- the foot

const flow = new FlowView();
const latencyView = new LatencyView(latency, market);
const accounts = new AccountsPanel();
const eventsPanel = new EventsPanel(events);
document.addEventListener('visibilitychange', () => { if (!document.hidden) latency.seenFrom(performance.now()); });
worker.on('account', (account) => accounts.show(account));
const panels = [accounts.element, eventsPanel.element];
const accountsButton = opener('Accounts', 'a', accounts.element, () => panels, () => worker.send({ kind: 'statement' }));
const eventsButton = opener('Events', 'e', eventsPanel.element, () => panels, () => eventsPanel.draw());
const keys = new Keys(pageKeys({ board, search, shown, tabs, detail, pace, appearance, replay, accountsButton, eventsButton, takeOut, takeBack, help: () => keys.showHelp() }));

at('top').append(
  element('h1', {}, 'Ticker'), connection.element, tabs.element, search.element, keyPrompt.forget,
  element('button', { type: 'button', class: 'quiet', title: 'Trades of the whole list (s)', onclick: () => detail.toggleTrades() }, 'Trades'),
  element('button', { type: 'button', class: 'quiet', title: 'Replay a recording (r)', onclick: () => void replay.show() }, 'Replay'),
  element('button', { type: 'button', class: 'quiet', title: 'Dark or light (t)', 'aria-label': 'Dark or light', onclick: () => appearance.toggle() }, '◐'),
  element('button', { type: 'button', class: 'quiet', title: 'Keys (?)', 'aria-label': 'Keys', onclick: () => keys.showHelp() }, '?'),
);
at('notices').append(keyPrompt.element, eviction.element);
at('board').append(board.element);
at('replay').append(replay.bar.element);
at('foot').append(pace.element, flow.element, latencyView.element, feeds.element, eventsButton, accountsButton, ...panels, takeBack.element);

// --- drawing

loop.add((now) => {
  board.draw(now, !still.matches, (row) => {
    drawn++;
    if (!row.isNews) return;
    row.isNews = false;
    if (market.clock && !replay.isOn) latency.shown(nowMs() + market.clock.aheadMs - row.received, now);
  });
});
loop.add(() => {
  if (!isOwed) return;
  isOwed = false;
  worker.send({ kind: 'next', buffer: memory }, memory ? [memory] : []);
  memory = null;
});
loop.add(() => { detail.draw(); replay.draw(); }, 100);
loop.add((now) => { for (const row of board.list) row.history.push(connection.isOpen && !row.isStale ? row.middle : NaN, now); }, 1_000);
loop.add(() => board.drawSlowly(replay.isOn ? replay.timeMs : nowMs() + (market.clock?.aheadMs ?? 0)), 250);
loop.add((now) => {
  flow.show(rates.look(now, market.totals, drawn));
  latencyView.draw(now);
  connection.draw();
  eventsPanel.draw();
  put(eventsButton, ['Events', events.gaps && `${events.gaps} gap${events.gaps > 1 ? 's' : ''}`, events.restarts && 'server began anew'].filter(Boolean).join(' · '));
}, 1_000);
loop.start((error) => events.note(nowMs(), 'bad', `This page could not draw a part of itself: ${error instanceof Error ? error.message : String(error)}`));

/** Tells a worker that knows nothing all that is wanted of it. */
const begin = (all: lists.WatchLists): void => {
  memory = null;
  isOwed = false;
  shown.change(all);
  worker.send({ kind: 'pace', intervalMs: pace.intervalMs });
  detail.begin();
  open();
  worker.send({ kind: 'next', buffer: null });
};
begin(lists.restored(recall('lists')));
addEventListener('storage', ({ key }) => { if (key === 'ticker-lists') shown.follow(lists.restored(recall('lists'))); });
