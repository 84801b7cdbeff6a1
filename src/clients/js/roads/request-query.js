// A `subscribe` as the parameters of a request.

/** @param {Record<string, any>} subscribe the message; @param {Record<string, any>} more parameters of the road */
export function queryOf({ op, id, symbols, kinds, from, ...rest }, more) {
  const query = new URLSearchParams();
  // One by one, since a name may hold a comma.
  for (const symbol of symbols) query.append('symbol', symbol);
  if (kinds) query.set('kinds', kinds.join(','));
  for (const [name, value] of Object.entries({ ...rest, ...more })) if (value !== undefined) query.set(name, String(value));
  query.set('from', typeof from === 'string' ? from : from.time ?? `${from.epoch}:${from.seq}`);
  return query;
}

/** The position in `epoch:seq`; null if it is none. */
export function positionIn(text) {
  const found = /^(\d+):(\d+)$/.exec(text ?? '');
  return found && { epoch: Number(found[1]), seq: found[2] };
}

/** Whether a server lives at an address. */
export async function isLive(fetch, address, signal) {
  const answer = await fetch(address, { signal, redirect: 'manual' });
  await answer.body?.cancel();
  return answer.status === 200;
}

/** What an answer that is not the expected says; `code` where one subscription was refused rather than the connection. */
export async function refusalOf(answer) {
  const isTicker = (answer.headers.get('content-type') ?? '').startsWith('application/problem+json');
  const told = { status: answer.status, retryAfter: answer.headers.get('retry-after'), isTicker };
  if (!isTicker) {
    await answer.body?.cancel();
    return told;
  }
  const { code, detail, title, errors = [] } = await answer.json().catch(() => ({}));
  // What is wrong with a request is wrong with its subscription alone.
  return { ...told, code: code ?? (answer.status === 400 ? 'bad_value' : undefined), message: [detail ?? title, ...errors.map((one) => `${one.parameter}: ${one.detail}`)].join('; ') };
}
