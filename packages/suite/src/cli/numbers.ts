import { InvalidArgumentError } from 'commander';

export { MAX_SEED } from '../experiment/limits.js';

/** Digits, with single underscores between them, a fraction and an exponent; no other way of writing a number. */
const NUMBER = /^[+-]?(\d+(_\d+)*)?(\.\d+)?([eE][+-]?\d+)?$/;

/** The number that a text is; NaN where it is none. */
function numberIn(text: string): number {
  const trimmed = text.trim();
  const value = NUMBER.test(trimmed) && /^[+-]?[.\d]/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : Number.NaN;
  return Object.is(value, -0) ? Number.NaN : value;
}

/** Reads a whole number; `20000`, `20_000` and `2e4` are the same. */
export const wholeNumber =
  (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = numberIn(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`Expected a whole number ${range}.`);
  };

/** Reads a number. */
export function realNumber(text: string): number {
  const value = numberIn(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

/** Reads a number from 0 up to 1, without it. */
export function share(text: string): number {
  const value = numberIn(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 up to 1, without it.');
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Reads how often to store a run: environment steps (`5000`), or a time (`30s`, `5m`, `1h`). */
export function storeInterval(text: string): { steps: number } | { seconds: number } {
  const time = /^(.*)([smh])$/.exec(text.trim());
  const unit = time?.[2] as keyof typeof SECONDS | undefined;
  const value = numberIn(time?.[1] ?? text);
  if (unit !== undefined && Number.isFinite(value) && value > 0) return { seconds: value * SECONDS[unit] };
  if (unit === undefined && Number.isSafeInteger(value) && value >= 1) return { steps: value };
  throw new InvalidArgumentError('Expected environment steps, as in 5000, or a time, as in 60s, 5m or 1h.');
}
