import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Density } from '../slots/density.js';
import type { PhaseOutcome, Rows } from '../slots/outcome.js';
import type { StepContext } from '../slots/step.js';

/** A loss of a density's own group. */
export interface DensityLoss {
  /** Who moves: a trust region that holds it adds its penalty. */
  readonly whose: 'prior' | 'posterior';
  readonly group: string;
  readonly value: Tensor;
  readonly rows: Rows;
}

/**
 * The outcome of a phase that moves a density: its loss, with the penalty of the trust region where one holds it, and the
 * losses of that region's multipliers; or with its constraint, for optimisers that keep one.
 *
 * @param moved - the density as it was, and as it is; asked for only where a region holds it
 */
export function trainedOutcome(
  step: StepContext,
  { whose, group, value, rows }: DensityLoss,
  moved: () => readonly [previous: Density, current: Density],
): PhaseOutcome {
  if (!step.has('trustRegion') || step.trustRegion.holds !== whose) return { losses: [{ value, group, rows }] };
  const pair = moved();
  const { loss, losses, ...outcome } = step.trustRegion.penalty(...pair);
  const bounded = step.trustRegion.constraint?.(...pair);
  return {
    ...outcome,
    losses: [{ value: tf.add(value, loss), group, rows }, ...losses],
    ...(bounded ? { constraints: [{ name: 'trustRegion', group, rows: 'mean', ...bounded }] } : {}),
  };
}
