// Numbers as text. Prices and sizes are integers in decimal scales, and every digit that is shown is exact.
import { none } from './frame.js';

/** Shown where there is nothing. */
export const dash = '–';

/** A mantissa with its point, and so many digits behind it: those beyond are left out only where they are zeros. */
export function decimal(mantissa: bigint, scale: number, decimals: number): string {
  if (mantissa === none) return dash;
  const isNegative = mantissa < 0n;
  const digits = String(isNegative ? -mantissa : mantissa).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  let part = digits.slice(digits.length - scale);
  let keep = part.length;
  while (keep > decimals && part[keep - 1] === '0') keep--;
  part = part.slice(0, keep).padEnd(decimals, '0');
  return (isNegative ? '−' : '') + grouped(whole) + (part && `.${part}`);
}

/** The same as short as it is exact. */
export const shortest = (mantissa: bigint, scale: number): string => decimal(mantissa, scale, 0);

/** How many digits behind the point a mantissa needs, and no fewer than `least`: 187.25 needs two though its scale may be eight. */
export function digitsOf(mantissa: bigint, scale: number, least: number): number {
  let digits = least;
  if (mantissa === none || digits >= scale) return digits;
  let rest = mantissa % 10n ** BigInt(scale - digits);
  while (rest !== 0n) rest %= 10n ** BigInt(scale - ++digits);
  return digits;
}

const million = 1_000_000n;

/** A size: exact, and with M for millions where that leaves two digits behind the point at most. */
export function size(mantissa: bigint, scale: number): string {
  const unit = 10n ** BigInt(scale) * million;
  if (mantissa < unit || (mantissa * 100n) % unit !== 0n) return shortest(mantissa, scale);
  return `${shortest((mantissa * 100n) / unit, 2)}M`;
}

/** A decimal text as a mantissa of a scale; null if it is none, or has more digits than the scale. */
export function mantissaOf(text: string, scale: number): bigint | null {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!found || (found[3] ?? '').length > scale) return null;
  const mantissa = BigInt(found[2]! + (found[3] ?? '').padEnd(scale, '0'));
  return found[1] ? -mantissa : mantissa;
}

/** Thousands apart: 23000000 reads as 23,000,000. */
export const grouped = (whole: string): string => (whole.length < 4 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ','));

/** A difference, with its sign unless it is zero. */
export function signed(mantissa: bigint, scale: number, decimals: number): string {
  return (mantissa > 0n ? '+' : '') + decimal(mantissa, scale, decimals);
}

/** A difference in percent of what it is measured from, two digits; empty where that is not above zero. */
export function percent(difference: bigint, base: bigint): string {
  if (base <= 0n) return '';
  // Half away from zero, in integers.
  const doubled = (difference * 20_000n) / base;
  const hundredths = (doubled + (doubled < 0n ? -1n : 1n)) / 2n;
  return `${signed(hundredths, 2, 2)}%`;
}

/** A count in few characters: 950, 12.3k, 4.56M. */
export function short(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  const [unit, name] = count < 1e6 ? [1e3, 'k'] : count < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  const value = count / unit;
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0) + name;
}

/** How long ago: 0.4s, 12s, 3m, 5h, 2d. */
export function age(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 100) return `${Math.floor(seconds)}s`;
  if (seconds < 6_000) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** Milliseconds for a person: 0.8 ms, 14 ms, −1.2 s. */
export function duration(ms: number): string {
  if (Number.isNaN(ms)) return dash;
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Time of day, as this machine's owner reads it. */
export const clockTime = (ms: number): string => new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
