/** What the server knows of an instrument beside its prices. */
export interface Known { symbol: string; assetClass: string; currency: string; tickSize: string | null; previousClose: string | null }

type Told = { symbol: string; asset_class?: string; currency?: string; tick_size?: string; previous_close?: string };

const longestQuery = 4_000;

/** Asks the server for instruments: all that the names and patterns stand for. */
export async function catalogue(entries: readonly string[], key: string | null, signal?: AbortSignal): Promise<Known[]> {
  const known: Known[] = [];
  for (const query of queries(entries)) {
    const answer = await fetch(`v1/instruments?${query}`, { headers: key ? { Authorization: `Bearer ${key}` } : {}, signal: signal ?? null });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const { instruments } = await answer.json() as { instruments: Told[] };
    for (const { symbol, asset_class: assetClass = '', currency = '', tick_size: tickSize = null, previous_close: previousClose = null } of instruments) {
      known.push({ symbol, assetClass, currency, tickSize, previousClose });
    }
  }
  return known;
}

/** Queries that name all entries, none longer than servers and proxies take. */
export function queries(entries: readonly string[]): string[] {
  if (entries.includes('*')) return [''];
  const made: string[] = [];
  let query = '';
  for (const entry of entries) {
    const part = `symbol=${encodeURIComponent(entry)}`;
    if (query && query.length + part.length > longestQuery) {
      made.push(query);
      query = '';
    }
    query += (query && '&') + part;
  }
  return query ? [...made, query] : made;
}
