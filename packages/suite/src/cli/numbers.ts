import { InvalidArgumentError } from 'commander';

export const MAX_SEED = 2 ** 32 - 1;

/** Reads a whole number; `20000`, `20_000` and `2e4` are the same. */
export const wholeNumber =
  (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text.replaceAll('_', ''));
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`Expected a whole number ${range}.`);
  };

/** Reads a number. */
export function realNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text.replaceAll('_', ''));
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Reads how often to store a run: environment steps (`5000`), or a time (`30s`, `5m`, `1h`). */
export function storeInterval(text: string): { steps: number } | { seconds: number } {
  const time = /^([\d._]+)([smh])$/.exec(text.trim());
  const unit = time?.[2] as keyof typeof SECONDS | undefined;
  const value = Number((time?.[1] ?? text).replaceAll('_', '') || Number.NaN);
  if (unit !== undefined && Number.isFinite(value) && value > 0) return { seconds: value * SECONDS[unit] };
  if (unit === undefined && Number.isSafeInteger(value) && value >= 1) return { steps: value };
  throw new InvalidArgumentError('Expected environment steps, as in 5000, or a time, as in 60s, 5m or 1h.');
}
