import type * as tf from '@tensorflow/tfjs-core';
import type { ActionSpace, Purpose, StepContext } from '@vem/framework';
import type { Planning } from './modelPlanner.js';
import type { PathIntegralOptions } from './pathIntegralOptions.js';
import { type Plan, plan } from './plan.js';
import { startOf } from './sequences.js';
import { expectation, singleSample } from './twist.js';

/**
 * Information-theoretic model-predictive path integrals (Williams et al. 2017, arXiv:1707.02342, algorithms 1 and 2). P sequences of
 * actions u_0 … u_{H−1} are drawn from q, independent of the states that they lead to, and weighed by
 *
 *   w ∝ Π_k exp((r̂_k + γ V(s_{k+1}) − V(s_k))/α) p(u_k|s_k) / q_k(u_k)
 *
 * p there is a Gaussian of q's deviations, and the terminal cost stands for V; here they are the prior, whatever it is, and the
 * bootstrap's value. These are the weights of `plan` without resampling. q then moves to the weighted moments of its sequences, which
 * minimises KL(posterior ‖ q), and the next round begins; the last round's sequences are the plan.
 */
export const pathIntegralPlanning = (options: PathIntegralOptions, action: ActionSpace): Planning => ({
  plugin: 'path-integral-planner',
  plan: (step, observation_NO, purpose) => search(options, action, step, observation_NO, purpose),
  proposal: (step, observation_NO) => step.posterior.infer(observation_NO, 'evaluate'),
});

function search(
  options: PathIntegralOptions,
  action: ActionSpace,
  step: StepContext,
  observation_NO: tf.Tensor,
  purpose: Purpose,
): Plan {
  const { ahead, draws, particles, iterations, correction } = options;
  const twist = ahead === 'sample' ? singleSample : expectation(draws);
  const drawing = { ...options, resampleBelow: 0 };
  let sequences = startOf(options, action, step, observation_NO, purpose);
  for (let round = 1; ; round++) {
    const proposer = {
      at: (_observation_RO: tf.Tensor, k: number) => sequences.at(k, particles),
      counts: correction === 'densities',
    };
    const planned = plan(step, observation_NO, proposer, drawing, twist);
    if (round === iterations) return planned;
    sequences = sequences.fitted(planned);
  }
}
