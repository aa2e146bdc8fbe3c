import { describe, expect, it } from 'vitest';
import { scalarRecord, versionRecord } from './records.js';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

// What tensorboard 2.21.0 writes: RecordWriter(file).write(Event(…).SerializeToString()) with the same values.
describe('records', () => {
  it('are byte for byte those of TensorBoard', () => {
    expect(hexOf(versionRecord(1.5))).toBe(
      '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c',
    );
    expect(hexOf(scalarRecord(2.25, 300, { 'q/loss': 0.5, 'test/meanReturn': -150.25 }))).toBe(
      '3500000000000000d6c55de609000000000000024010ac022a270a0d0a06712f6c6f7373150000003f0a160a0f746573742f6d65616e52657475726e15004016c35a43a230',
    );
  });
});
