import type { DataColumn } from '../slots/data.js';
import type { Require } from './examination.js';

/** Batches have the columns that a source was opened with. @throws VEM_CONFORMANCE */
export function checkColumns(require: Require, declared: readonly DataColumn[], columns: readonly DataColumn[]): void {
  const missing = declared.filter(
    ({ name, size }) => !columns.some((column) => column.name === name && column.size === size),
  );
  const names = missing.map(({ name }) => name);
  require(missing.length ===
    0, 'batches have the columns of the transitions', `none called ${names}`, 'Return them from `open`.');
}
