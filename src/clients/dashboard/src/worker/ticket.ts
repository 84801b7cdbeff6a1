/** A ticket holds once: a connection that broke needs another, which is asked for so late. */
export const ticketRetryMs = 2_000;

/** The server does not know the key. */
export class RefusedKey extends Error {}

/**
 * The address of a replay as a browser can open it: whom it is for is asked before a replay begins, and a browser's WebSocket can show
 * that only by a ticket, which holds once and for seconds.
 */
export async function ticketed(address: string, key: string | null): Promise<string> {
  const url = new URL(address);
  if (key === null || !url.pathname.endsWith('/v1/replay')) return address;
  const answer = await fetch(new URL('tickets', url), { method: 'POST', headers: { Authorization: `Bearer ${key}` } });
  if (answer.status === 401) throw new RefusedKey();
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const { ticket } = await answer.json() as { ticket: string };
  url.searchParams.set('ticket', ticket);
  return url.href;
}
