/** Whether two arrays agree from `start` to `end` in every bit, but for kinds of not-a-number. */
export function equalBetween(a: Float32Array, b: Float32Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!same(a[i], b[i])) return false;
  return true;
}

/** The sign of zero counts. (`Object.is` would say all this, but allocates for each number.) */
export function same(x: number, y: number): boolean {
  return x === y ? x !== 0 || 1 / x === 1 / y : Number.isNaN(x) && Number.isNaN(y);
}

/** Fills the target from the source's beginning; faster than `set` for the few numbers of a step. */
export function copyInto(target: Float32Array, source: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = source[i];
}
