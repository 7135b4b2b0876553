/** Salesforce computes with decimal digits; we compute in binary and keep the digits that decimals would show. */

/** Fifteen digits survive binary arithmetic: 0.1 + 0.2 is 0.3. */
export function toDecimal(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

/** Digits after the point. */
function places(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [, fraction = ''] = mantissa.split('.');
  return Math.max(0, fraction.length - Number(exponent));
}

/** A sum has no more digits after the point than what is added: 100.1 - 100 is 0.1. */
export function addDecimals(a: number, b: number): number {
  const sum = a + b;
  if (Number.isInteger(sum) || !Number.isFinite(sum)) return sum;
  return Number(sum.toFixed(Math.min(Math.max(places(a), places(b)), 100)));
}

/** Without an exponent, and no more digits than the number has. */
export function plainNumber(value: number): string {
  const text = String(toDecimal(value));
  if (!text.includes('e')) return text === '-0' ? '0' : text;
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

/** Half goes away from zero. Source: Salesforce Help, "ROUND": ROUND(-1.5, 0) = -2. */
export function roundTo(value: number, digits: number): number {
  const [mantissa = '', exponent = '0'] = Math.abs(toDecimal(value)).toExponential().split('e');
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + Math.trunc(digits)}`));
  const [back = '', backExponent = '0'] = shifted.toExponential().split('e');
  const result = Number(`${back}e${Number(backExponent) - Math.trunc(digits)}`);
  return value < 0 && result !== 0 ? -result : result;
}
