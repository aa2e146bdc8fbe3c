import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type ActionSpace,
  type Capability,
  type Density,
  logProbOf,
  type RecordColumn,
} from '@vem/framework';

/** A column that is recorded where another slot requires it, and what it holds of an action that was just drawn. */
interface Recorded extends RecordColumn {
  /** [N, size] */
  readonly of: (density: Density, sample: ActionSample) => tf.Tensor;
}

/**
 * [N, 1], log-density of the action in the density's preferred space. Actions follow a potential as if it were normalised,
 * so its mass does not count.
 */
function logMu(density: Density, sample: ActionSample): tf.Tensor {
  const logProb_1N = logProbOf(density, sample, density.spaces[0]);
  const normalised_1N = density.logMass === undefined ? logProb_1N : tf.sub(logProb_1N, density.logMass);
  return tf.reshape(normalised_1N, [-1, 1]);
}

/** [N, A]; the action itself where nothing squashes it. */
const preSquash = (_density: Density, { action_SBA, preSquash_SBA }: ActionSample): tf.Tensor =>
  tf.squeeze(preSquash_SBA ?? action_SBA, [0]);

/** What is to be recorded of each action. Of finitely many actions none is squashed. @param asked - what other slots require */
export function recordedColumns(asked: ReadonlySet<Capability>, action: ActionSpace): readonly Recorded[] {
  return [
    ...(asked.has('behaviour.logMu') ? [{ name: 'logMu', size: 1, of: logMu }] : []),
    ...(asked.has('behaviour.preSquash') && action.kind === 'box'
      ? [{ name: 'preSquash', size: action.dimension, of: preSquash }]
      : []),
  ];
}
