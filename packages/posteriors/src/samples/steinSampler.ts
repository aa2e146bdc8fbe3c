import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type ActionSpace,
  actionWidth,
  type Belief,
  definePlugin,
  detach,
  Mlp,
  networkOf,
  networkOptions,
  type ObservationSpace,
  type ParameterStore,
  type PhaseOutcome,
  type PosteriorProgram,
  type ProgramSlot,
  sampleOf,
  Tokens,
  tanhLogDeterminant,
} from '@vem/framework';
import { z } from 'zod';
import { boltzmannScore, type Coordinates, type ScoreStep } from './boltzmannScore.js';
import { nearestNeighbourEntropy } from './nearestNeighbourEntropy.js';
import { leaveOneOut, steinDirection } from './steinGradient.js';

const GROUP = 'posterior';

const config = z.strictObject({
  ...networkOptions({
    hidden: [128, 128],
    hiddenSource: '2×128 in the public code of arXiv:1702.08165, 2×200 in the paper',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1702.08165',
  }),
  particles: z
    .int()
    .min(3)
    .default(16)
    .describe('actions drawn per state for one E-step; 16 in the public code of arXiv:1702.08165 (32 on MultiGoal)'),
  updateRatio: z
    .union([z.literal('all'), z.number().gt(0).lt(1)])
    .default(0.5)
    .describe(
      'share of the particles that is moved while the others stand for the distribution, .5 in the public code of arXiv:1702.08165; `all`: every particle does both',
    ),
  legacyActionSpaceScore: z
    .boolean()
    .default(false)
    .describe(
      'true: kernel and score in action space, with Σ log(1 − a²) added to Q/α, as in the public code of arXiv:1702.08165; samples then follow e^{Q/α} Π(1 − a²) instead of e^{Q/α}',
    ),
});

type Options = z.output<typeof config>;

/** How many particles stand for the distribution, and how many are moved besides (0: the same ones). */
function split({ particles, updateRatio }: Options): { readonly fixed: number; readonly moved: number } {
  if (updateRatio === 'all') return { fixed: particles, moved: 0 };
  // Two at least have to stand for a distribution, and one has to move.
  const moved = Math.min(Math.max(1, Math.floor(particles * updateRatio)), particles - 2);
  return { fixed: particles - moved, moved };
}

/**
 * π(a|s) is whatever a network makes of noise: a = tanh f_φ(s, ξ), ξ ~ N(0, I). It can have any shape, and has no
 * density. Its E-step moves particles along the Stein direction towards the Boltzmann posterior p(a|s) e^{Q/α}, and the
 * network after them.
 */
class SteinSampler implements ProgramSlot<PosteriorProgram> {
  readonly #network: Mlp;
  readonly #options: Options;
  readonly #dimension: number;

  constructor(options: Options, observation: ObservationSpace, action: ActionSpace, parameters: ParameterStore) {
    const { learningRate } = options;
    const dimension = actionWidth(action);
    const input = observation.size + dimension;
    const group = parameters.group(GROUP, { learningRate });
    this.#network = new Mlp(group, { name: 'sampler', input, ...networkOf(options), output: dimension });
    this.#options = options;
    this.#dimension = dimension;
  }

  program(step: ScoreStep): PosteriorProgram {
    const infer = (observation_BO: tf.Tensor): Belief => ({
      spaces: ['u', 'box'],
      sample: (count) => this.#sample(step, observation_BO, count),
    });
    return { infer, loss: () => this.#loss(step, infer(step.batch.observation_BO)) };
  }

  /** All samples go through the network as one batch. */
  #sample(step: ScoreStep, observation_BO: tf.Tensor, count: number): ActionSample {
    const rows = observation_BO.shape[0]!;
    const noise = step.noise.normal([count * rows, this.#dimension]);
    const input = tf.concat([count === 1 ? observation_BO : tf.tile(observation_BO, [count, 1]), noise], 1);
    const u_SBA = tf.reshape(this.#network.forward(step.parameters(GROUP), input), [count, rows, this.#dimension]);
    return { action_SBA: tf.tanh(u_SBA), preSquash_SBA: u_SBA };
  }

  #loss(step: ScoreStep, belief: Belief): PhaseOutcome {
    const { observation_BO } = step.batch;
    const coordinates: Coordinates = this.#options.legacyActionSpaceScore ? 'action' : 'preSquash';
    const coordinatesOf = ({ action_SBA, preSquash_SBA }: ActionSample): tf.Tensor =>
      coordinates === 'action' ? action_SBA : preSquash_SBA!;
    const { fixed, moved } = split(this.#options);
    const standing = sampleOf(belief, fixed);
    const moving_IBA = coordinatesOf(moved === 0 ? standing : sampleOf(belief, moved));
    const fixed_JBA = detach(coordinatesOf(standing));

    const { score_SBA, q_SB } = boltzmannScore(step, observation_BO, coordinates, fixed_JBA);
    const { direction_IBA, bandwidth_B, squaredDistance_JIB } = steinDirection({
      fixed_JBA,
      score_JBA: score_SBA,
      ...(moved === 0 ? {} : { moved_IBA: detach(moving_IBA) }),
    });
    const pull_IBA = moved === 0 ? leaveOneOut(direction_IBA, score_SBA) : direction_IBA;
    // The gradient of −⟨Δ, f_φ⟩ pulls the particles along Δ: arXiv:1702.08165, eq. 14.
    const loss = tf.neg(tf.mean(tf.sum(tf.mul(detach(pull_IBA), moving_IBA), -1)));

    const ownEntropy = tf.mean(nearestNeighbourEntropy(squaredDistance_JIB, this.#dimension, moved === 0));
    const entropyEstimate =
      coordinates === 'action' ? ownEntropy : tf.add(ownEntropy, tf.mean(tanhLogDeterminant(standing.preSquash_SBA!)));
    return {
      losses: [{ value: loss, group: GROUP, rows: 'mean' }],
      belief,
      metrics: { q: tf.mean(q_SB), bandwidth: tf.mean(bandwidth_B), entropyEstimate },
    };
  }
}

/**
 * SQL’s posterior: a network that samples the Boltzmann posterior, trained by amortised Stein variational gradient
 * descent. Particles move before the squash, where the change of variables makes e^{Q/α} on the box the fixed point.
 */
export const steinSampler = definePlugin({
  slot: 'posterior',
  name: 'stein-sampler',
  description: 'A sampling network trained by amortised Stein variational gradient descent',
  source: {
    title: 'Haarnoja et al. 2017, Reinforcement Learning with Deep Energy-Based Policies',
    arxiv: '1702.08165',
    where: 'eqs 13-14, appendix C.1',
  },
  config,
  provides: ['sample', 'pathwise', 'space:u', 'space:box'],
  requires: ['environment.box', 'prior.density', 'valueEstimator.q', 'valueEstimator.actionGradient'],
  refine: ({ legacyActionSpaceScore }) => ({ requires: legacyActionSpaceScore ? ['prior.space:box'] : [] }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => new SteinSampler(options, observation, action, parameters),
});
