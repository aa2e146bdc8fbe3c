import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  BatchNorm,
  batchNormOptions,
  definePlugin,
  networkOptions,
  type OpenBatchNorm,
  type PhaseOutcome,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { combine } from './combine.js';
import * as errors from './estimatorErrors.js';
import { clipActions, QNetworks } from './qNetworks.js';
import { GROUP, regression } from './regression.js';

const PAPER = 'Bhatt et al. 2024, arXiv:1902.05605';

const {
  layerNorm: _none,
  residual: _neither,
  ...network
} = networkOptions({
  hidden: [2048, 2048],
  hiddenSource: `2×2048 in ${PAPER}, section 4; 2×1024 in Stable-Baselines3 Contrib`,
  activation: 'relu',
  activationSource: `ReLU in ${PAPER}`,
});

const config = z.strictObject({ ...network, ...batchNormOptions, clipActions });

/** What one program makes of the two networks. */
class JointRegression {
  readonly #step: StepContext;
  readonly #networks: QNetworks;
  readonly #norm: OpenBatchNorm;
  /** While targets are formed. */
  #fitting = false;
  /** [B] of each network, the batch's own values, once they went through with those of next states. */
  #own: tf.Tensor[] | undefined;

  constructor(step: StepContext, networks: QNetworks, norm: OpenBatchNorm) {
    this.#step = step;
    this.#networks = networks;
    this.#norm = norm;
  }

  /** [S, B]; the smaller of both. @param forTarget - whether a target is formed of it */
  q(observation_BO: tf.Tensor, { action_SBA }: ActionSample, forTarget: boolean): tf.Tensor {
    const [samples, rows] = action_SBA.shape as [number, number, number];
    const asked_RI = this.#networks.rows(observation_BO, action_SBA);
    const shaped = (values: readonly tf.Tensor[]) =>
      combine(
        'min',
        values.map((q_R1) => tf.reshape(q_R1, [samples, rows])),
      );
    if (!this.#fitting || !forTarget)
      return shaped(this.#networks.of(this.#step, asked_RI, 'online', { normalising: this.#norm.running }));
    if (this.#own) throw errors.jointBatchTwice();
    const { own, rest } = this.#together(asked_RI);
    this.#own = own;
    return shaped(rest);
  }

  /** Values of the batch, [B], and of further rows, [R, 1], normalised by what all of them are together. */
  #together(rest_RI?: tf.Tensor): { readonly own: tf.Tensor[]; readonly rest: tf.Tensor[] } {
    const { observation_BO, action_BA } = this.#step.batch;
    const own_BI = this.#networks.rows(observation_BO, tf.expandDims(action_BA, 0));
    const rows = own_BI.shape[0]!;
    const all = rest_RI ? tf.concat([own_BI, rest_RI], 0) : own_BI;
    const values = this.#networks.of(this.#step, all, 'online', { normalising: this.#norm.batch });
    return {
      own: values.map((q_R1) => tf.reshape(tf.slice(q_R1, [0, 0], [rows, 1]), [rows])),
      rest: values.map((q_R1) => tf.slice(q_R1, [rows, 0])),
    };
  }

  loss(): PhaseOutcome {
    this.#fitting = true;
    this.#own = undefined;
    const target_B = this.#step.returns.target();
    this.#fitting = false;
    // Targets that value no action, as whole returns do, leave the batch to itself.
    const own = this.#own ?? this.#together().own;
    const outcome = regression(own, target_B, { name: 'q', rows: 'coupled' });
    return { ...outcome, results: this.#norm.results() };
  }
}

/**
 * Two wide Q networks without target copies: values of states and of next states go through them as one batch, and are normalised by what
 * that batch is. Where one of both would be normalised by the other's statistics, targets would be of another function (arXiv:1902.05605,
 * section 4). Who else asks sees running statistics.
 */
export const batchNormQ = definePlugin({
  slot: 'valueEstimator',
  name: 'batch-norm-q',
  description:
    'Two Q networks with batch normalisation and no target copies, which see states and next states together',
  source: {
    title: 'Bhatt et al. 2024, CrossQ: Batch Normalization in Deep Reinforcement Learning',
    arxiv: '1902.05605',
    where: 'section 4',
  },
  config,
  provides: ['q', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const group = parameters.group(GROUP, { learningRate: options.learningRate });
    const batchNorm = new BatchNorm(parameters, group, options);
    const networks = new QNetworks(['q1', 'q2'], { ...options, batchNorm }, observation, action, group);
    return {
      scalars: batchNorm.scalars,
      conclude: (host) => batchNorm.conclude(host, 'value'),
      program: (step) => {
        const joint = new JointRegression(step, networks, batchNorm.open(step));
        return {
          q: (observation_BO, sample, _copy, reader) => joint.q(observation_BO, sample, reader === 'target'),
          loss: () => joint.loss(),
        };
      },
    };
  },
});
