// The quote board: a row per instrument, drawn at most once per animation frame however fast the ticks come.
import { TickerStream } from './stream.js';
import { KeyPrompt } from './key.js';

const states = ['', 'trading', 'halted', 'paused', 'closed', 'pre-open'];
// A snapshot tick with the flag for stale says how its instrument stands; after that, notices do.
const staleSnapshot = 1 | 2;
const flashMs = 600;
const columns = ['name', 'bidSize', 'bid', 'ask', 'askSize', 'spread', 'last', 'change', 'state'];
const at = (id) => document.getElementById(id);
const [body, search, connection] = [at('rows'), at('search'), at('connection')];
const still = matchMedia('(prefers-reduced-motion: reduce)');

const rows = new Map();   // by instrument name
const names = new Map();  // by the server's number, for notices
const dirty = new Set();
let arrived = [];
let frame = 0;
let ticksSeen = 0;

const decimalsOf = (text) => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

/** Pads a minimal decimal to the most decimals seen of its instrument: 187.2 stands under 187.25 as 187.20. */
const padded = (text, decimals) => {
  const missing = decimals - decimalsOf(text);
  return missing <= 0 ? text : text + (text.includes('.') ? '' : '.') + '0'.repeat(missing);
};

/** Sizes run long: 23000000 reads as 23,000,000. */
const grouped = (text) => {
  const [whole, part] = text.split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
};

function rowOf(name) {
  let row = rows.get(name);
  if (!row) {
    const element = document.createElement('tr');
    const cells = {};
    for (const column of columns) {
      const cell = cells[column] = element.insertCell();
      if (column.endsWith('Size')) cell.className = 'size';
    }
    cells.name.textContent = name;
    cells.name.title = name;
    row = { name, element, cells, decimals: 0, quote: null, last: null, first: null, way: '', flashed: 0, state: '', reason: '', stale: false };
    rows.set(name, row);
    arrived.push(row);
  }
  touch(row);
  return row;
}

function touch(row) {
  dirty.add(row);
  frame ||= requestAnimationFrame(draw);
}

function learnDecimals(row, ...prices) {
  for (const price of prices) if (price !== undefined) row.decimals = Math.max(row.decimals, decimalsOf(price));
}

function take(tick) {
  ticksSeen++;
  const row = rowOf(tick.S);
  if ((tick.f & staleSnapshot) === staleSnapshot) row.stale = true;
  if (tick.T === 'q') {
    row.quote = tick;
    learnDecimals(row, tick.bp, tick.ap);
  } else if (tick.T === 't') {
    learnDecimals(row, tick.p);
    const difference = row.last === null ? 0 : Number(tick.p) - Number(row.last);
    if (difference !== 0) row.way = difference > 0 ? 'up' : 'down';
    row.last = tick.p;
    row.first ??= tick.p;
  } else if (tick.T === 's') {
    row.state = states[tick.st] ?? `state ${tick.st}`;
    row.reason = tick.reason ?? '';
  }
}

function control(message) {
  if (message.ev === 'subscribed') {
    for (const [ref, name, priceScale] of message.instruments) {
      names.set(ref, name);
      const row = rowOf(name);
      row.decimals = Math.max(row.decimals, Math.min(priceScale, 2));
      row.stale = false;
    }
  } else if (message.ev === 'notice' && (message.code === 'stale' || message.code === 'fresh')) {
    for (const ref of message.refs ?? []) {
      const row = rows.get(names.get(ref));
      if (row) { row.stale = message.code === 'stale'; touch(row); }
    }
  }
}

const put = (cell, text) => { if (cell.textContent !== text) cell.textContent = text; };

function drawRow(row, now) {
  const { cells, quote, decimals } = row;
  const price = (text) => (text === undefined || text === null ? '–' : padded(text, decimals));
  put(cells.bid, price(quote?.bp));
  put(cells.bidSize, grouped(quote?.bs ?? ''));
  put(cells.ask, price(quote?.ap));
  put(cells.askSize, grouped(quote?.as ?? ''));
  put(cells.spread, quote?.bp !== undefined && quote?.ap !== undefined ? (quote.ap - quote.bp).toFixed(decimals) : '');
  if (row.last !== null && cells.last.textContent !== price(row.last)) {
    put(cells.last, price(row.last));
    cells.last.dataset.way = row.way;
    const difference = row.last - row.first;
    const signed = (number, digits) => `${number > 0 ? '+' : ''}${number.toFixed(digits)}`.replace(/^[+-](?=[0.]+$)/, '');
    const absolute = signed(difference, decimals);
    // A price of zero or below (they exist) has no percentage that means anything.
    put(cells.change, row.first > 0 ? `${signed(100 * difference / row.first, 2)}%` : absolute);
    cells.change.title = absolute;
    cells.change.dataset.way = difference > 0 ? 'up' : difference < 0 ? 'down' : '';
    if (!still.matches && row.way && now - row.flashed > flashMs) {
      row.flashed = now;
      cells.last.animate([{ backgroundColor: 'var(--flash)' }, { backgroundColor: 'transparent' }], flashMs);
    }
  }
  put(cells.state, [row.stale ? 'stale' : '', row.state, row.reason].filter(Boolean).join(' · '));
  cells.state.title = cells.state.textContent;
  row.element.toggleAttribute('data-stale', row.stale);
  row.element.toggleAttribute('data-halted', row.state !== '' && row.state !== 'trading');
}

function draw(now) {
  frame = 0;
  for (const row of dirty) drawRow(row, now);
  dirty.clear();
  if (arrived.length > 0) {
    arrived = [];
    const sorted = [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    body.replaceChildren(...sorted.map((row) => row.element));
    filter();
  }
}

function filter() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows.values()) {
    row.element.hidden = !row.name.toLowerCase().includes(wanted);
    if (!row.element.hidden) shown++;
  }
  put(at('shown'), wanted ? `${shown} of ${rows.size}` : String(shown));
}

function state(name, detail) {
  connection.dataset.state = name;
  put(connection, detail ? `${name}: ${detail}` : name);
  at('reconnect').hidden = name !== 'stopped' && name !== 'waiting';
  if (name === 'waiting' || name === 'stopped' || name === 'locked') {
    // What stands on the board may no longer be true until the stream is back.
    for (const row of rows.values()) { row.stale = true; touch(row); }
  }
}

const url = new URL('/v1/stream', location.href);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
const key = new KeyPrompt(() => stream.connect());
const stream = new TickerStream(url, { state, control, ticks: (ticks) => ticks.forEach(take) }, key);
search.addEventListener('input', filter);
at('reconnect').addEventListener('click', () => stream.connect());
setInterval(() => { put(at('rate'), String(ticksSeen)); ticksSeen = 0; }, 1_000);
stream.connect();
