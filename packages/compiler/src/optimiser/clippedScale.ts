import type { FlatKernels } from './flatKernels.js';

/**
 * By what a gradient is to be multiplied so that its Euclidean norm is no more than `clipNorm`.
 *
 * @param clipNorm - undefined: no limit
 * @param scale - what it is multiplied by anyway, where a norm over more than this gradient is cut
 */
export function clippedScale(
  kernels: FlatKernels,
  gradient: Float32Array,
  clipNorm: number | undefined,
  scale: number,
): number {
  if (clipNorm === undefined) return scale;
  const norm = Math.sqrt(kernels.sumOfSquares(gradient));
  return norm > clipNorm ? Math.min(scale, clipNorm / norm) : scale;
}
