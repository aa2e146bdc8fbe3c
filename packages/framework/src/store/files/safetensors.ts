import { z } from 'zod';
import { parseJson } from './parseJson.js';
import { tensorsInvalid } from './storageErrors.js';

/** A stored array; its type decides the dtype: F32, F64, I32 or U8. */
export type TensorData = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface StoredTensor {
  /** Row-major; `[]` for a scalar. */
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface TensorFile {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Free text by name; empty if the file has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

type Dtype = 'F32' | 'F64' | 'I32' | 'U8';

const ARRAYS = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U8: Uint8Array } as const;

/** Key under which the header keeps free text. */
const METADATA = '__metadata__';
/** The header's length comes first, as an unsigned 64-bit little-endian number. */
const LENGTH_BYTES = 8;
/** The header is padded to this, so that tensors of 8-byte numbers are aligned. */
const ALIGNMENT = 8;
/** Largest header that the reference implementation reads. */
const MAX_HEADER_BYTES = 100_000_000;

const Entry = z.object({
  dtype: z.enum(['F32', 'F64', 'I32', 'U8']),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const Header = z.record(z.string(), z.unknown());
const Metadata = z.record(z.string(), z.string());

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  return data instanceof Int32Array ? 'I32' : 'U8';
}

const elements = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);

const bytesOf = (data: TensorData | Uint8Array) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Reverses the bytes of each number: the format is little-endian whatever the machine is. */
function swapped(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes);
  for (let start = 0; start < result.length; start += size) result.subarray(start, start + size).reverse();
  return result;
}

const portable = (data: TensorData) => (littleEndian ? bytesOf(data) : swapped(bytesOf(data), data.BYTES_PER_ELEMENT));

const FILE_ORDER: readonly Dtype[] = ['F64', 'F32', 'I32', 'U8'];

/** Wider numbers first, then by name: every tensor starts at a multiple of its number's size. */
const inFileOrder = (tensors: Readonly<Record<string, StoredTensor>>) => {
  const rank = ({ data }: StoredTensor) => FILE_ORDER.indexOf(dtypeOf(data));
  return Object.entries(tensors).sort(([nameA, a], [nameB, b]) => rank(a) - rank(b) || (nameA < nameB ? -1 : 1));
};

/**
 * The pieces of a safetensors file, in order: its header and the tensors' own memory, without a copy of it. Write them
 * one after the other before the tensors change. Format: https://huggingface.co/docs/safetensors
 *
 * @throws VEM_CHECKPOINT_TENSORS where a shape and its data disagree
 */
export function safetensorsChunks(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): readonly Uint8Array[] {
  const ordered = inFileOrder(tensors);
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    if (name === METADATA) throw tensorsInvalid(name, `a tensor must not be called "${METADATA}"`, name);
    if (elements(shape) !== data.length)
      throw tensorsInvalid(name, `shape [${shape}] needs ${elements(shape)} numbers`, data.length);
    header.push([name, { dtype: dtypeOf(data), shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const front = new Uint8Array(LENGTH_BYTES + padded).fill(0x20);
  new DataView(front.buffer).setBigUint64(0, BigInt(padded), true);
  front.set(text, LENGTH_BYTES);
  return [front, ...ordered.map(([, { data }]) => portable(data))];
}

/** A safetensors file in one piece. @throws VEM_CHECKPOINT_TENSORS where a shape and its data disagree */
export function encodeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const chunks = safetensorsChunks(tensors, metadata);
  const file = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

function parseHeader(
  bytes: Uint8Array,
  source: string,
): { readonly header: Record<string, unknown>; readonly start: number } {
  if (bytes.length < LENGTH_BYTES)
    throw tensorsInvalid(source, `it starts with ${LENGTH_BYTES} bytes of header length`, bytes.length);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (length > MAX_HEADER_BYTES || start > bytes.length)
    throw tensorsInvalid(source, 'its header must lie within the file', length);
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start));
  try {
    return { header: Header.parse(parseJson(text)), start };
  } catch {
    throw tensorsInvalid(source, 'its header must be a JSON object', text.slice(0, 80));
  }
}

/**
 * Reads a safetensors file with dtypes F32, F64, I32 and U8. The arrays are the caller's own.
 *
 * @param source - what to call the file in errors
 * @throws VEM_CHECKPOINT_TENSORS
 */
export function decodeSafetensors(bytes: Uint8Array, source = 'tensors'): TensorFile {
  const { header, start } = parseHeader(bytes, source);
  const tensors: [string, StoredTensor][] = [];
  const spans: (readonly [number, number])[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) continue;
    const entry = Entry.safeParse(value);
    if (!entry.success)
      throw tensorsInvalid(source, `"${name}" needs dtype F32, F64, I32 or U8, a shape and data_offsets`, value);
    const { dtype, shape, data_offsets } = entry.data;
    const ArrayType = ARRAYS[dtype];
    const [from, to] = data_offsets;
    if (to - from !== elements(shape) * ArrayType.BYTES_PER_ELEMENT)
      throw tensorsInvalid(
        source,
        `"${name}", ${dtype} of shape [${shape}], needs ${elements(shape) * ArrayType.BYTES_PER_ELEMENT} bytes`,
        to - from,
      );
    if (start + to > bytes.length) throw tensorsInvalid(source, `"${name}" must lie within the file`, data_offsets);
    const own = new Uint8Array(bytes.subarray(start + from, start + to));
    const native = littleEndian ? own : swapped(own, ArrayType.BYTES_PER_ELEMENT);
    tensors.push([name, { shape, data: new ArrayType(native.buffer) }]);
    spans.push(data_offsets);
  }
  requireWholeCover(spans, bytes.length - start, source);
  const metadata = Metadata.safeParse(header[METADATA] ?? {});
  if (!metadata.success) throw tensorsInvalid(source, `"${METADATA}" must hold text by name`, header[METADATA]);
  return { tensors: Object.fromEntries(tensors), metadata: metadata.data };
}

/** The format demands that tensors neither overlap nor leave gaps, so that no bytes hide in a file. */
function requireWholeCover(spans: (readonly [number, number])[], length: number, source: string): void {
  let end = 0;
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end)
      throw tensorsInvalid(source, `tensors must follow each other without gap or overlap, next at byte ${end}`, from);
    end = to;
  }
  if (end !== length) throw tensorsInvalid(source, `tensors must fill the file, ${length} bytes`, end);
}
