import { connect } from '../../../js/index.js';
import { ticketed } from './ticket.js';

/** Matches no instrument: what is asked for is the tape alone. */
const nothing = 'NONE:*';

/**
 * When a recording begins and ends, by playing all of it to nobody, as fast as it can be read. Null where that did not come to an end.
 * @param address that of a replay of it
 */
export async function measure(address: string, key: string | null, signal: AbortSignal): Promise<{ fromMs: number; toMs: number } | null> {
  const url = new URL(address);
  url.search = String(new URLSearchParams({ recording: url.searchParams.get('recording')!, speed: 'max' }));
  const client = connect(await ticketed(url.href, key), { key, statementIntervalMs: 0 });
  const close = (): void => void client.close();
  signal.addEventListener('abort', close);
  let [fromMs, toMs] = [0, 0];
  client.on('tape', ({ state, time }) => {
    const ms = Number(time / 1_000_000n);
    if (fromMs === 0) fromMs = ms;
    if (state === 'ended') toMs = ms;
  });
  client.subscribe(nothing, { from: 'now' });
  await client.closed;
  signal.removeEventListener('abort', close);
  return toMs > 0 ? { fromMs, toMs } : null;
}
