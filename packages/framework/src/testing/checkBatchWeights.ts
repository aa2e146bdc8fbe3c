import type { Subject } from './subject.js';

/** How far a sum of weights may be from 1, by rounding. */
const ROUNDING = 1e-4;

/**
 * Examines a posterior that is weights on the rows of a batch, and exists nowhere else: actions for each row, weights that are
 * no less than 0 and, unless they are said not to be normalised, add up to 1 over all of them.
 *
 * @throws VEM_CONFORMANCE
 */
export function checkBatchWeights(subject: Subject): void {
  const rows = subject.stage.batchRows;
  let normalised = true;
  const { action, weight } = subject.run('weights', {}, (scope) => {
    const weighted = scope.belief.weighted?.();
    subject.require(
      weighted?.normalisation === 'perBatch' || weighted?.normalisation === 'none',
      'a plugin that provides "perBatch" gives its belief `weighted`, normalised over everything or not at all',
      weighted?.normalisation ?? 'none',
      'Add `weighted` with `normalisation: \'perBatch\'`, or take "perBatch" out of `provides`.',
    );
    normalised = weighted!.normalisation === 'perBatch';
    return { action: weighted!.sample.action_SBA, weight: weighted!.weight_SB };
  });
  const [samples] = weight.shape;
  subject.require(
    String(weight.shape) === String([samples, rows]) && String(action.shape) === String([samples, rows, subject.width]),
    `weights of S actions at ${rows} rows have shape [S, ${rows}], the actions [S, ${rows}, ${subject.width}]`,
    `[${weight.shape}] and [${action.shape}]`,
    'Samples come first, then the rows of the batch, in their order.',
  );
  const bad = weight.data.find((value) => !(value >= 0));
  subject.require(bad === undefined, 'no weight is less than 0', `${bad}`, 'Normalise exponentials.');
  if (!normalised) return;
  const sum = weight.data.reduce((total, value) => total + value, 0);
  subject.require(
    Math.abs(sum - 1) < ROUNDING,
    'weights per batch add up to 1 over all samples of all rows',
    `${sum}`,
    'Divide by their sum over the whole batch, not over the samples of each row.',
  );
}
