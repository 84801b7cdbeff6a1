const powers = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

/**
 * The nearest number of a mantissa in a scale. Both operands of the division are exact up to 2^53 and 10^22, so that it rounds once.
 * @param {number|bigint|null} mantissa
 * @param {number} scale
 */
export function nearest(mantissa, scale) {
  if (mantissa === null) return null;
  return typeof mantissa === 'number' && scale < powers.length ? mantissa / powers[scale] : Number(exactText(mantissa, scale));
}

/** The shortest exact text of a mantissa in a scale: no exponent, no trailing zeros. */
export function exactText(mantissa, scale) {
  if (mantissa === null) return null;
  const negative = mantissa < 0;
  const digits = String(negative ? -mantissa : mantissa).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return (negative ? '-' : '') + whole + (fraction && `.${fraction}`);
}

/** An integer as a number where that is exact. */
export const compact = (value) => (value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value);

/** The mantissa of a decimal text in a scale; fails where the text has more digits behind its point. */
export function mantissaOf(text, scale) {
  const point = text.indexOf('.');
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
  const fraction = point < 0 ? 0 : text.length - point - 1;
  if (fraction > scale || !/^-?\d+$/.test(digits)) throw new RangeError(`${text} is no decimal of scale ${scale}`);
  return compact(BigInt(digits + '0'.repeat(scale - fraction)));
}

/** An exact decimal. `String(it)` has every digit, `Number(it)` is the nearest number. */
export class Decimal {
  #mantissa;

  constructor(mantissa, scale) {
    this.#mantissa = mantissa;
    this.scale = scale;
  }

  /** In units of 10^-scale. */
  get mantissa() { return BigInt(this.#mantissa); }

  toString() { return exactText(this.#mantissa, this.scale); }
  toJSON() { return this.toString(); }
  valueOf() { return nearest(this.#mantissa, this.scale); }
}
