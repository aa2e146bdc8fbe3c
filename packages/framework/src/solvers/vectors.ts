/** Vectors of the host; solvers keep theirs in double precision. */
export type Vector = Float64Array | Float32Array;

/** Σ xᵢyᵢ, in double precision. */
export function dot(x: Vector, y: Vector): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** y ← y + factor · x */
export function addScaled(y: Vector, factor: number, x: Vector): void {
  for (let i = 0; i < y.length; i++) y[i] += factor * x[i];
}

/** y ← factor · y */
export function scale(y: Vector, factor: number): void {
  for (let i = 0; i < y.length; i++) y[i] *= factor;
}
