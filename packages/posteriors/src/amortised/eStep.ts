import type * as tf from '@tensorflow/tfjs-core';
import { type Belief, type Copy, type PhaseOutcome, type StepContext, trainedOutcome } from '@vem/framework';

/**
 * One E-step of a posterior with parameters: it descends on what the gradient estimator makes of it, and on the penalty of a
 * trust region where one holds the posterior to its lagging copy.
 *
 * @param group - its parameters
 */
export function amortisedEStep(
  step: StepContext,
  group: string,
  infer: (observation_BO: tf.Tensor, copy?: Copy) => Belief,
): PhaseOutcome {
  const { observation_BO } = step.batch;
  const belief = infer(observation_BO);
  const { loss, rows, logLikelihood, results, metrics, signals } = step.gradientEstimator.surrogate(
    belief,
    observation_BO,
  );
  const trained = trainedOutcome(step, { whose: 'posterior', group, value: loss, rows }, () => [
    infer(observation_BO, 'target'),
    belief,
  ]);
  return {
    ...trained,
    ...(logLikelihood ? { functions: [{ name: 'logLikelihood', group, value: logLikelihood, rows: 'mean' }] } : {}),
    belief,
    rows,
    results: { ...trained.results, ...results },
    metrics: { ...trained.metrics, ...metrics },
    signals: { ...trained.signals, ...signals },
  };
}
