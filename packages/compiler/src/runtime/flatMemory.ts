import { type WebAssemblyMemory, webAssembly } from '../optimiser/webAssembly.js';
import { memoryExhausted, memoryUnavailable, webAssemblyMissing } from './errors.js';

const lineBytes = 64;
const pageBytes = 65_536;
const floatBytes = Float32Array.BYTES_PER_ELEMENT;

/** Where allocation starts: address 0 stays free, so that no vector looks like a null pointer. */
const firstByte = lineBytes;

/** Bytes that a vector of this many floats takes: whole cache lines. */
export const paddedBytes = (floats: number) => Math.ceil((floats * floatBytes) / lineBytes) * lineBytes;

/** @throws VEM_WEBASSEMBLY_MISSING, VEM_MEMORY_UNAVAILABLE */
function memoryOf(pages: number): WebAssemblyMemory {
  if (webAssembly === undefined) throw webAssemblyMissing();
  try {
    return new webAssembly.Memory({ initial: pages, maximum: pages });
  } catch (cause) {
    throw memoryUnavailable(pages * pageBytes, cause);
  }
}

/**
 * One WebAssembly memory that float vectors are cut from: weights, moments, gradients. The optimiser's kernels work on
 * it directly, and executables may be bound to its views. It never grows, so views stay valid.
 */
export class FlatMemory {
  readonly memory: WebAssemblyMemory;
  #top = firstByte;

  /**
   * @param floats how many floats can be allocated, each vector rounded up to a multiple of 16.
   * @throws VEM_WEBASSEMBLY_MISSING, VEM_MEMORY_UNAVAILABLE
   */
  constructor(floats: number) {
    const pages = Math.max(1, Math.ceil((firstByte + paddedBytes(floats)) / pageBytes));
    this.memory = memoryOf(pages);
  }

  /** Bytes that are still free. */
  get freeBytes(): number {
    return this.memory.buffer.byteLength - this.#top;
  }

  /**
   * A zeroed vector that starts on a 64-byte line. The rest of its last line belongs to nobody else: kernels may read
   * and write it.
   * @throws VEM_MEMORY_EXHAUSTED if it does not fit.
   */
  allocate(floats: number): Float32Array<ArrayBuffer> {
    const bytes = paddedBytes(floats);
    const { buffer } = this.memory;
    if (bytes > this.freeBytes) throw memoryExhausted(bytes, this.freeBytes, buffer.byteLength);
    const view = new Float32Array(buffer, this.#top, floats);
    this.#top += bytes;
    return view;
  }
}
