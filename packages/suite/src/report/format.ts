const grouped = new Intl.NumberFormat('en-US');

/** A score with about four significant digits, never in powers of ten: `−153.2`, `0.012`, `9,535`. */
export function formatScore(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
  const text = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return text.format(value).replace('-', '−');
}

export const formatCount = (value: number): string => grouped.format(Math.round(value));

/** Seconds as `8.3 s`, `4 min 05 s` or `2 h 03 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours} h ${two(minutes)} min` : `${minutes} min ${two(rest)} s`;
}

const MEGABYTE = 2 ** 20;
/** Memory in MB of 2^20 bytes: `312 MB`. */
export const formatBytes = (bytes: number): string => `${formatCount(bytes / MEGABYTE)} MB`;

/** A part as `62 %`. */
export const formatPercent = (value: number): string => `${Math.round(100 * value)} %`;
