// What the end of a connection means, and whether a client comes back from it.

const byCode = new Map([
  [1000, 'lost'], [1001, 'lost'], [1006, 'lost'], [1005, 'lost'], [1011, 'lost'], [4408, 'lost'], [1015, 'unreachable'],
  [1012, 'restarting'], [1013, 'busy'], [4409, 'busy'], [4429, 'busy'], [4008, 'slow'],
  [4401, 'unauthorized'], [4403, 'forbidden'], [4413, 'limit'],
  [1002, 'broken'], [1003, 'broken'], [1007, 'broken'], [1009, 'broken'], [4400, 'broken'],
]);

const comesBack = new Set(['unreachable', 'busy', 'lost', 'mute', 'restarting', 'slow', 'unauthorized']);

/** What a close code says. One that is not known was not sent by this protocol: the line broke. */
export const reasonOfClose = (code) => byCode.get(code) ?? 'lost';

const busy = new Set([429, 500, 502, 503, 504]);

/** What a status other than the expected says. Those of a gateway without its server are no answer of the server's. */
export function reasonOfStatus(status) {
  if (status === 401) return 'unauthorized';
  return busy.has(status) ? 'busy' : 'refused';
}

/** Whether a client comes back from an end with this reason; from `unauthorized` only with another key. */
export const isPassing = (reason) => comesBack.has(reason);

/** The position in a close reason such as `slow:1723161253937:41`; null if there is none. */
export function positionOf(text) {
  const found = /^(?:slow|restart):(\d+):(\d+)$/.exec(text ?? '');
  return found && { epoch: Number(found[1]), seq: BigInt(found[2]) };
}

/** `Retry-After`, a number of seconds or a date, in milliseconds; what cannot be read asks for nothing. */
export const retryAfter = (value) => (/^\d+$/.test(value ?? '') ? Number(value) * 1000 : Math.max(0, Date.parse(value ?? '') - Date.now()) || 0);
