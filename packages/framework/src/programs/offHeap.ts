/** Arrays that native code points into must not live on V8's heap, where small ones do unless they get a buffer. */
export function offHeap(length: number): Float32Array {
  return new Float32Array(new ArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
