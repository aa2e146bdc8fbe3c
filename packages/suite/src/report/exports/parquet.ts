import { parquetWriteBuffer } from 'hyparquet-writer';
import type { DataColumn } from './runTable.js';

/** Columns as an Apache Parquet file. */
export function parquet(columns: readonly DataColumn[]): Uint8Array {
  const columnData = columns.map(({ name, type, values }) => ({
    name,
    type,
    nullable: true,
    data:
      type === 'INT64'
        ? values.map((value) => (value === null ? null : BigInt(Math.round(Number(value)))))
        : [...values],
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
