import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export const name = 'reads the sample messages, digit for digit, in both encodings';

const { cases } = JSON.parse(readFileSync(new URL('../../../golden/data-messages.json', import.meta.url)));
// Each sample goes to a subscription of its own, since their sequences are not in order.
const instruments = new Map(cases.flatMap((one) => Object.entries(one.instruments)));

const decimals = /"(bp|bs|ap|as|p|s)":(-?[\d.]+)/g;
const nanoseconds = (text) => (text ? String(BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1_000_000n + BigInt(text.slice(20, 29))) : '0');
const causes = ['', 'rate', 'socket', 'budget', 'server'];

/** The ticks of a message in JSON as drivers tell them. */
function ticksOf(json) {
  return JSON.parse(json.replace(decimals, '"$1":"$2"')).ticks.map(({ T, S, seq, t, bp = null, bs = null, ap = null, as = null, p, s, side, i, f, st, reason, c }) => {
    const head = [T, S, seq, nanoseconds(t)];
    const sum = c ? { n: c.n, first: c.first, cause: causes[c.cause] } : null;
    if (T === 'q') return [...head, bp, bs, ap, as, f, sum];
    return T === 't' ? [...head, p, s, side, f, i, sum] : [...head, st, f, reason];
  });
}

/** The same message for another subscription, of which there are less than 128. */
function readdress(bytes, id) {
  const at = bytes[0] === 0xdc ? 3 : 1;
  const length = { 0xcc: 2, 0xcd: 3, 0xce: 5 }[bytes[at]] ?? 1;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([id]), bytes.subarray(at + length)]);
}

export async function run(world) {
  for (const encoding of ['msgpack', 'json']) {
    const standIn = await world.standIn({
      asked({ op, id }, peer) {
        if (op !== 'subscribe') return;
        peer.subscribed(id, [...instruments].map(([ref, rest]) => [Number(ref), ...rest]));
        const one = cases[id - 1];
        peer.raw(encoding === 'msgpack' ? readdress(Buffer.from(one.msgpack, 'hex'), id) : one.json.replace(/^\{"id":\d+/, `{"id":${id}`));
      },
    });
    const driver = world.driver();
    driver.open(standIn.url, { encoding, statement_interval_ms: 0 });
    for (const n of cases.keys()) driver.subscribe(n + 1, ['*'], { when_full: 'wait' });
    const expected = cases.map((one) => ticksOf(one.json));
    await driver.until(() => expected.every((ticks, n) => driver.ticksOf(n + 1).length >= ticks.length), `all samples in ${encoding}`);
    await driver.close();
    for (const [n, ticks] of expected.entries()) assert.deepEqual(driver.ticksOf(n + 1), ticks, `${cases[n].name} in ${encoding}`);
  }
}
