// Which instruments a list shows. An entry is a name, or a pattern in which `*` stands for any run of characters.

export const isPattern = (entry: string): boolean => entry.includes('*');

const [longestVenue, longestName, longestPattern] = [24, 64, 89];
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Why the protocol takes no such entry, in words; null if it does. One that it refuses would keep the whole list from being asked for. */
export function fault(entry: string): string | null {
  if (/[\p{Cc}\p{Cs}]/u.test(entry)) return 'has characters that no name has';
  if (isPattern(entry)) return bytes(entry) > longestPattern ? `too long: a pattern has at most ${longestPattern} bytes` : null;
  const colon = entry.indexOf(':');
  if (colon < 1 || colon === entry.length - 1) return 'a name is a venue, a colon and the name there';
  if (bytes(entry.slice(0, colon)) > longestVenue) return `too long: a venue has at most ${longestVenue} bytes`;
  return bytes(entry.slice(colon + 1)) > longestName ? `too long: behind its venue a name has at most ${longestName} bytes` : null;
}

/** Whether a name matches a pattern, as the server matches it. */
export function matches(pattern: string, symbol: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === symbol;
  const [first, last] = [parts[0]!, parts[parts.length - 1]!];
  if (!symbol.startsWith(first) || symbol.length < first.length + last.length || !symbol.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = symbol.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= symbol.length - last.length;
}

/** The known instruments of a list in its order; those of a pattern stand in its place, by name. Each is there once. */
export function listed<T extends { symbol: string }>(entries: readonly string[], known: readonly T[]): T[] {
  const bySymbol = new Map(known.map((one) => [one.symbol, one]));
  const found = new Set<T>();
  for (const entry of entries) {
    if (!isPattern(entry)) {
      const one = bySymbol.get(entry);
      if (one) found.add(one);
      continue;
    }
    const those = known.filter(({ symbol }) => matches(entry, symbol));
    those.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
    for (const one of those) found.add(one);
  }
  return [...found];
}
