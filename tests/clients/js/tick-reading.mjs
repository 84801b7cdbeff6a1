// Ticks of both encodings in one shape, exact: { kind, name, seq, flags, body, times, collapsed }. Prices and sizes are
// mantissas in the instrument's scales, a missing side is undefined.
const [QUOTE, TRADE] = [1, 2];
const kinds = ['', 'quote', 'trade', 'status'];

const exact = (value) => {
  const number = Number(value);
  if (value != null && !Number.isSafeInteger(number)) throw new Error(`${value} is not a safe integer`);
  return value == null ? undefined : number;
};

function bigMantissa(text, scale) {
  const [whole, fraction = ''] = text.split('.');
  if (fraction.length > scale) throw new Error(`${text} has more than ${scale} decimals`);
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

/** The mantissa of a decimal text in a scale. */
export const mantissa = (text, scale) => (text === undefined ? undefined : exact(bigMantissa(text, scale)));

function fromMessagePack(tick, instruments) {
  const [code, ref, seq] = tick;
  const kind = kinds[code];
  const instrument = instruments.get(ref);
  if (!instrument) throw new Error(`a tick of ${ref}, which no page told`);
  const read = { kind, name: instrument.name, seq: exact(seq) };
  const summed = (c) => c && { n: exact(c[0]), first: exact(c[1]), cause: c[2] };
  if (code === QUOTE) {
    read.body = tick.slice(4, 8).map(exact);
    read.flags = tick[8];
    read.collapsed = summed(tick[9]);
    if (tick[9]?.length > 3) read.collapsed.extremes = tick[9].slice(3, 7).map(exact);
    read.received = tick[10];
  } else if (code === TRADE) {
    read.body = [exact(tick[4]), exact(tick[5]), tick[6], exact(tick[8])];
    read.flags = tick[7];
    read.collapsed = summed(tick[9]);
    if (tick[9]?.length > 3) {
      const [, , , volume, high, low, upper, lower] = tick[9];
      read.collapsed.sums = { volume: exact(volume), high: exact(high), low: exact(low), notional: (BigInt(upper) << 64n) + BigInt(lower) };
    }
    read.received = tick[10];
  } else {
    read.body = [tick[4], tick[6]];
    read.flags = tick[5];
    read.received = tick[8];
  }
  return read;
}

function fromJson(tick, instruments) {
  const instrument = instruments.get(tick.S);
  if (!instrument) throw new Error(`a tick of ${tick.S}, which no page told`);
  const { priceScale, sizeScale } = instrument;
  const price = (text) => mantissa(text, priceScale);
  const size = (text) => mantissa(text, sizeScale);
  const c = tick.c;
  const read = { name: tick.S, seq: exact(tick.seq), flags: tick.f, received: tick.rt, collapsed: c && { n: c.n, first: exact(c.first), cause: c.cause } };
  if (tick.T === 'q') {
    Object.assign(read, { kind: 'quote', body: [price(tick.bp), size(tick.bs), price(tick.ap), size(tick.as)] });
    if (c?.bh !== undefined || c?.ah !== undefined) read.collapsed.extremes = [c.bh, c.bl, c.ah, c.al].map(price);
  } else if (tick.T === 't') {
    Object.assign(read, { kind: 'trade', body: [price(tick.p), size(tick.s), tick.side, exact(tick.i)] });
    if (c?.v !== undefined) read.collapsed.sums = { volume: size(c.v), high: price(c.h), low: price(c.l), notional: bigMantissa(c.notional, priceScale + sizeScale) };
  } else {
    Object.assign(read, { kind: 'status', body: [tick.st, tick.reason] });
  }
  return read;
}

/** The subscription and the ticks of a data message. */
export const readData = (message, instruments) => (Array.isArray(message)
  ? { id: message[0], ticks: message.slice(1).map((tick) => fromMessagePack(tick, instruments)) }
  : { id: message.id, ticks: message.ticks.map((tick) => fromJson(tick, instruments)) });
