import { withRoom } from '../limits/memoryLimit.js';

/** Arrays that native code points into must not live on V8's heap, where small ones do unless they get a buffer. */
export function offHeap(length: number): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT;
  const hint = 'Use smaller batches, fewer copies of the environment or smaller observations.';
  return new Float32Array(withRoom('A column of a batch', bytes, hint, () => new ArrayBuffer(bytes)));
}
