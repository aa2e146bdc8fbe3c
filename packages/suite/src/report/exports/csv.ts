import type { DataColumn } from './runTable.js';

/** A field as RFC 4180 writes it; numbers in full, nothing for null. */
function field(value: DataColumn['values'][number]): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Columns as comma-separated values with a line of names. */
export function csv(columns: readonly DataColumn[]): string {
  const count = columns[0]?.values.length ?? 0;
  const lines = Array.from({ length: count }, (_, i) => columns.map(({ values }) => field(values[i])).join(','));
  return `${[columns.map(({ name }) => field(name)).join(','), ...lines].join('\r\n')}\r\n`;
}
