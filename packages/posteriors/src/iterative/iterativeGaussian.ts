import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  actionWidth,
  type Belief,
  type Copy,
  definePlugin,
  describeNetwork,
  type GaussianParameters,
  gaussianDensity,
  type ObservationSpace,
  type OfferedStep,
  type ParameterStore,
  type PhaseOutcome,
  type PosteriorProgram,
  type ProgramSlot,
  type StepContext,
  Tokens,
  trainedOutcome,
} from '@vem/framework';
import { GatedUpdate } from './gatedUpdate.js';
import * as errors from './iterativeErrors.js';
import { type IterativeOptions, iterativeOptions } from './options.js';
import { type Ascent, linearised, perStateGradient } from './perStateGradient.js';
import { type Start, startOf } from './start.js';

const GROUP = 'posterior';

/** What it needs of the other slots. */
type Step = OfferedStep<'gradientEstimator.loss' | 'gradientEstimator.perState'>;

/** The path of K iterations: K + 1 Gaussians, and the objective with its gradient at all but the last. */
interface Refined {
  readonly iterates: readonly GaussianParameters[];
  readonly ascents: readonly Ascent[];
}

/**
 * π(a|s) = N(μ, σ) before the squash, whose parameters are inferred anew at each state: from a start, K gated updates that see
 * the gradient of the state's own objective J_s = E_π[Q] − α KL(π‖p). What is learned is how to update.
 */
class IterativeGaussian implements ProgramSlot<PosteriorProgram> {
  readonly #options: IterativeOptions;
  readonly #update: GatedUpdate;
  readonly #start: Start;

  /** @throws VEM_ENCODING_EMPTY */
  constructor(
    options: IterativeOptions,
    observation: ObservationSpace,
    action: ActionSpace,
    parameters: ParameterStore,
  ) {
    const dimension = actionWidth(action);
    if (dimension === 1 && options.encoding === 'standardised') throw errors.oneComponent();
    const encoding = options.encoding ?? (dimension === 1 ? 'signLog' : 'standardised');
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork(options)}: gated updates of a ${options.squash} Gaussian, ${encoding} inputs`,
    });
    this.#options = options;
    this.#update = new GatedUpdate(group, observation.size, dimension, encoding, options);
    this.#start = startOf(options, group, observation.size, dimension);
  }

  program(context: StepContext): PosteriorProgram {
    const step = context as Step;
    const last = (observation_BO: tf.Tensor, copy?: Copy) => {
      const { iterates } = this.#refine(step, observation_BO, copy);
      return this.#density(step, iterates.at(-1)!);
    };
    return {
      infer: (observation_BO, _purpose, copy) => last(observation_BO, copy),
      loss: () => this.#loss(step, last),
    };
  }

  #density(step: Step, parameters: GaussianParameters): Belief {
    return gaussianDensity(parameters, this.#options.squash, step.noise);
  }

  #refine(step: Step, observation_BO: tf.Tensor, copy: Copy = 'online'): Refined {
    const parameters = step.parameters(GROUP, copy);
    const objective = (at: GaussianParameters) =>
      tf.neg(step.gradientEstimator.surrogate(this.#density(step, at), observation_BO).perState_B);
    const iterates = [this.#start.at(step as StepContext, observation_BO, copy)];
    const ascents: Ascent[] = [];
    for (let k = 0; k < this.#options.iterations; k++) {
      const ascent = perStateGradient(iterates[k], objective);
      ascents.push(ascent);
      iterates.push(this.#update.apply(parameters, observation_BO, iterates[k], ascent.gradient));
    }
    return { iterates, ascents };
  }

  /**
   * −(1/K) Σ_k J(λ_k) over the outcomes of all iterations, of a start that is learned too. Each iterate's gradient was found on
   * the way; the last one's is the estimator's own.
   */
  #loss(step: Step, last: (observation_BO: tf.Tensor, copy: Copy) => Belief): PhaseOutcome {
    const { observation_BO } = step.batch;
    const { iterates, ascents } = this.#refine(step, observation_BO);
    const belief = this.#density(step, iterates.at(-1)!);
    const { perState_B, rows, results, metrics, signals } = step.gradientEstimator.surrogate(belief, observation_BO);
    const onTheWay = ascents
      .map((ascent, k) => linearised(ascent, iterates[k]))
      .slice(this.#start.learned ? 0 : 1)
      .map((objective_B) => tf.neg(objective_B));
    const total_B = [...onTheWay, perState_B].reduce((sum, loss_B) => tf.add(sum, loss_B));
    const value = tf.mean(tf.div(total_B, this.#options.iterations));
    const trained = trainedOutcome(step as StepContext, { whose: 'posterior', group: GROUP, value, rows }, () => [
      last(observation_BO, 'target'),
      belief,
    ]);
    return {
      ...trained,
      belief,
      rows,
      results: { ...trained.results, ...results },
      metrics: { ...trained.metrics, ...metrics, ...improvements([...ascents, { objective_B: tf.neg(perState_B) }]) },
      signals: { ...trained.signals, ...signals },
    };
  }
}

/** By how much each iteration raised the objective, as a mean over states, in reward units. */
function improvements(path: readonly Pick<Ascent, 'objective_B'>[]): Readonly<Record<string, tf.Tensor>> {
  const gain = (k: number) => tf.mean(tf.sub(path[k].objective_B, path[k - 1].objective_B));
  return Object.fromEntries(path.slice(1).map((_, i) => [`improvement${i + 1}`, gain(i + 1)]));
}

export const iterativeGaussian = definePlugin({
  slot: 'posterior',
  name: 'iterative-gaussian',
  description: 'A Gaussian refined at each state by learned, gated updates along the gradient of its objective',
  source: {
    title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms',
    where: 'section 4, eq. 15',
  },
  config: iterativeOptions,
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss', 'gradientEstimator.anyState', 'gradientEstimator.perState'],
  refine: ({ start }) => ({ requires: start === 'prior' ? ['prior.gaussian'] : [] }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => new IterativeGaussian(options, observation, action, parameters),
});
