import { addScaled, type LossOracle } from '@vem/framework';

/** Whole episodes of a batch. */
export interface Paths {
  /** u = Σ_t ∇log π(a_t|s_t) of each, [n] */
  readonly scores: readonly Float64Array[];
  /** R of each, as the returns have it at its first step. */
  readonly returns: readonly number[];
  /** Mean number of steps. */
  readonly meanLength: number;
}

interface Path {
  readonly score: Float64Array;
  readonly first: number;
  steps: number;
}

/**
 * Adds up the scores of the rows of each path. Rows of weight 0, which fill episodes up, are none; the others' gradients
 * hold their weight, which is divided out.
 *
 * @param parameters - the point, [n]
 */
export function pathScores({ functions, columns, time, rows }: LossOracle, parameters: Float32Array): Paths {
  const { path, weight } = columns;
  const stretches = time?.count ?? 1;
  const paths = new Map<string, Path>();
  const counted = Array.from({ length: rows }, (_, row) => row).filter((row) => !weight || weight[row] > 0);
  functions.logLikelihood.eachRowGradient(parameters, counted, (row, gradient) => {
    const name = `${row % stretches}/${path[row]}`;
    const own = paths.get(name) ?? { score: new Float64Array(parameters.length), first: row, steps: 0 };
    paths.set(name, own);
    addScaled(own.score, 1 / (weight?.[row] ?? 1), gradient);
    own.steps++;
  });
  const all = [...paths.values()];
  return {
    scores: all.map(({ score }) => score),
    returns: all.map(({ first }) => columns.return[first]),
    meanLength: counted.length / all.length,
  };
}
