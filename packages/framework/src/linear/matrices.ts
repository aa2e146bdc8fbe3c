/** A small dense matrix in float64, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export const matrix = (rows: number, columns: number, data?: ArrayLike<number>): Matrix => ({
  rows,
  columns,
  data: data ? Float64Array.from(data) : new Float64Array(rows * columns),
});

export const identity = (size: number): Matrix =>
  matrix(
    size,
    size,
    Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
  );

export function product(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += a.data[i * a.columns + k] * b.data[k * b.columns + j];
      result.data[i * b.columns + j] = sum;
    }
  return result;
}

export function transposed({ rows, columns, data }: Matrix): Matrix {
  const result = matrix(columns, rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result.data[j * rows + i] = data[i * columns + j];
  return result;
}

/** a + scale · b */
export const sumOf = (a: Matrix, b: Matrix, scale = 1): Matrix =>
  matrix(
    a.rows,
    a.columns,
    a.data.map((value, i) => value + scale * b.data[i]),
  );

export const scaled = (a: Matrix, scale: number): Matrix =>
  matrix(
    a.rows,
    a.columns,
    a.data.map((value) => scale * value),
  );

/** ½ (A + Aᵀ): what rounding made unequal. */
export const symmetric = (a: Matrix): Matrix => scaled(sumOf(a, transposed(a)), 0.5);

export function trace({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i];
  return sum;
}

/** A⁻¹ and log |det A| of a square matrix, by elimination with pivots; undefined where it is singular. */
export function inverse({
  rows,
  data,
}: Matrix): { readonly inverse: Matrix; readonly logDeterminant: number } | undefined {
  const left = Float64Array.from(data);
  const right = identity(rows).data;
  let logDeterminant = 0;
  for (let column = 0; column < rows; column++) {
    let pivot = column;
    for (let i = column + 1; i < rows; i++)
      if (Math.abs(left[i * rows + column]) > Math.abs(left[pivot * rows + column])) pivot = i;
    const largest = left[pivot * rows + column];
    if (!(Math.abs(largest) > 0)) return undefined;
    logDeterminant += Math.log(Math.abs(largest));
    for (const side of [left, right])
      for (let j = 0; j < rows; j++) {
        const [a, b] = [column * rows + j, pivot * rows + j];
        [side[a], side[b]] = [side[b] / largest, pivot === column ? side[b] / largest : side[a]];
      }
    for (let i = 0; i < rows; i++) {
      const factor = left[i * rows + column];
      if (i === column || factor === 0) continue;
      for (const side of [left, right])
        for (let j = 0; j < rows; j++) side[i * rows + j] -= factor * side[column * rows + j];
    }
  }
  return { inverse: { rows, columns: rows, data: right }, logDeterminant };
}
