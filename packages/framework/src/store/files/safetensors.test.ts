import { VemError } from '@vem/compiler';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type StoredTensor, safetensorsChunks } from './safetensors.js';

/**
 * Made once by Python 3.11, safetensors 0.8.0, numpy 2.4.6:
 *
 *   import base64, numpy as np
 *   from safetensors.numpy import save
 *   print(base64.b64encode(save({
 *       'kernel': np.array([[1.5, -2.25], [3e-8, 0.0]], '<f4'),
 *       'moment': np.array(1e300, '<f8'),
 *       'index': np.array([-7, 2147483647], '<i4'),
 *       'flags': np.array([0, 1, 255], 'u1'),
 *       'empty': np.zeros((0, 3), '<f4'),
 *   }, metadata={'note': 'naïve ☃'})).decode())
 */
const WRITTEN_BY_PYTHON = Buffer.from(
  'UAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoibmHDr3ZlIOKYgyJ9LCJtb21lbnQiOnsiZHR5cGUiOiJGNjQiLCJzaGFwZSI6W10sImRh' +
    'dGFfb2Zmc2V0cyI6WzAsOF19LCJlbXB0eSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0YV9vZmZzZXRzIjpbOCw4XX0sImtlcm5l' +
    'bCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwyXSwiZGF0YV9vZmZzZXRzIjpbOCwyNF19LCJpbmRleCI6eyJkdHlwZSI6IkkzMiIsInNoYXBl' +
    'IjpbMl0sImRhdGFfb2Zmc2V0cyI6WzI0LDMyXX0sImZsYWdzIjp7ImR0eXBlIjoiVTgiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOlszMiwz' +
    'NV19fSAgICCcdQCIPOQ3fgAAwD8AABDAWdkAMwAAAAD5////////fwAB/w==',
  'base64',
);

const TENSORS: Record<string, StoredTensor> = {
  kernel: { shape: [2, 2], data: new Float32Array([1.5, -2.25, 3e-8, 0]) },
  moment: { shape: [], data: new Float64Array([1e300]) },
  index: { shape: [2], data: new Int32Array([-7, 2147483647]) },
  flags: { shape: [3], data: new Uint8Array([0, 1, 255]) },
  empty: { shape: [0, 3], data: new Float32Array(0) },
};

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof VemError) return error.code;
    throw error;
  }
  return undefined;
};

/** A file with this header text and so many bytes of data. */
function fileWith(header: string, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

describe('safetensors', () => {
  it('reads what Python wrote', () => {
    expect(decodeSafetensors(WRITTEN_BY_PYTHON)).toEqual({ tensors: TENSORS, metadata: { note: 'naïve ☃' } });
  });

  it('writes the very bytes that Python writes for the same content', () => {
    expect(Buffer.from(encodeSafetensors(TENSORS, { note: 'naïve ☃' })).equals(WRITTEN_BY_PYTHON)).toBe(true);
  });

  it('pads the header so that every tensor is aligned to its numbers', () => {
    for (let length = 1; length <= 9; length++) {
      const file = encodeSafetensors({ ['n'.repeat(length)]: { shape: [1], data: new Float64Array([0.1]) } });
      expect(new DataView(file.buffer).getBigUint64(0, true) % 8n).toBe(0n);
      expect(new Float64Array(file.buffer, file.length - 8)[0]).toBe(0.1);
    }
  });

  it('gives back the same bits after a round trip, from any offset in memory', () => {
    const arrays = fc.oneof(fc.float32Array(), fc.float64Array(), fc.int32Array(), fc.uint8Array());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), arrays, { noNullPrototype: true }), fc.nat(7), (columns, offset) => {
        const names = Object.keys(columns).filter((name) => name !== '__metadata__' && name !== '__proto__');
        const tensors = Object.fromEntries(
          names.map((name) => [name, { shape: [columns[name].length], data: columns[name] }]),
        );
        const file = encodeSafetensors(tensors);
        const moved = Buffer.alloc(file.length + offset);
        moved.set(file, offset);
        const read = decodeSafetensors(moved.subarray(offset)).tensors;
        expect(read).toEqual(tensors);
      }),
    );
  });

  it('hands out arrays of their own', () => {
    const file = encodeSafetensors({ a: { shape: [1], data: new Float32Array([1]) } });
    const { data } = decodeSafetensors(Buffer.from(file.buffer)).tensors.a;
    data[0] = 2;
    expect(decodeSafetensors(file).tensors.a.data[0]).toBe(1);
  });

  it('writes tensors without a copy of their memory', () => {
    const data = new Float32Array([1, 2]);
    const chunks = safetensorsChunks({ a: { shape: [2], data } });
    expect(chunks[1].buffer).toBe(data.buffer);
  });

  it('answers damage with a coded error, never with another one', () => {
    fc.assert(
      fc.property(
        fc.nat(WRITTEN_BY_PYTHON.length - 1),
        fc.nat(255),
        fc.nat(WRITTEN_BY_PYTHON.length),
        (at, value, length) => {
          const file = Uint8Array.from(WRITTEN_BY_PYTHON);
          file[at] = value;
          expect([undefined, 'VEM_CHECKPOINT_TENSORS']).toContain(codeOf(() => decodeSafetensors(file)));
          if (length < file.length)
            expect(codeOf(() => decodeSafetensors(file.subarray(0, length)))).toBe('VEM_CHECKPOINT_TENSORS');
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['no header', new Uint8Array(3)],
    ['a header longer than the file', fileWith('{}').fill(9, 0, 1)],
    ['a header that is no object', fileWith('[]')],
    ['an unknown dtype', fileWith('{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}', 2)],
    ['a shape that does not fit its bytes', fileWith('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4)],
    ['bytes that no tensor owns', fileWith('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 2)],
    [
      'overlapping tensors',
      fileWith(
        '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
        3,
      ),
    ],
    ['metadata that is not text', fileWith('{"__metadata__":{"a":1}}')],
  ])('refuses %s', (_what, file) => {
    expect(codeOf(() => decodeSafetensors(file))).toBe('VEM_CHECKPOINT_TENSORS');
  });

  it('refuses to write a shape that does not fit its data, or a reserved name', () => {
    const data = new Float32Array(3);
    expect(codeOf(() => encodeSafetensors({ a: { shape: [2], data } }))).toBe('VEM_CHECKPOINT_TENSORS');
    expect(codeOf(() => encodeSafetensors({ __metadata__: { shape: [3], data } }))).toBe('VEM_CHECKPOINT_TENSORS');
  });
});
