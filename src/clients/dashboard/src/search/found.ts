import type { Known } from './catalogue.js';

/** The instruments that a text finds, best first: it begins the name, it begins the symbol, it is in it. At most so many. */
export function found(all: readonly Known[], text: string, most: number): Known[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const ranks: Known[][] = [[], [], []];
  for (const known of all) {
    const symbol = known.symbol.toLowerCase();
    const at = symbol.indexOf(wanted);
    if (at < 0) continue;
    const rank = at === symbol.indexOf(':') + 1 ? 0 : at === 0 ? 1 : 2;
    if (ranks[rank]!.length < most) ranks[rank]!.push(known);
  }
  for (const rank of ranks) rank.sort((a, b) => a.symbol.length - b.symbol.length || (a.symbol < b.symbol ? -1 : 1));
  return ranks.flat().slice(0, most);
}
