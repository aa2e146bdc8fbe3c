import { chain, lqr, pendulum } from '@vem/envs';
import { compose, type Run } from '@vem/framework';
import {
  exactCategorical,
  exactGaussian,
  fixedTemperature,
  gaussian as gaussianPosterior,
  klDual,
  scheduledTemperature,
  steinSampler,
  targetKl,
  weights,
} from '@vem/posteriors';
import { mpo, sql } from '@vem/presets';
import {
  decoupledGaussian,
  distil,
  gaussian,
  learnedCategorical,
  learnedGaussian,
  previousPolicy,
  snapshot,
  uniform,
  weightedMle,
} from '@vem/priors';
import { perGroup, replay, samplePosterior, samplePrior, sgd } from '@vem/training';
import { expectation, logSumExp, nStep, sampledLogSumExp, singleQ, table, twinQ } from '@vem/values';
import { behaviour, data, hidden, options, SMALL, SMALL_SAC, small, tinyFiniteSac, tinySac } from './tinySac.js';

/** A preset with other plugins in some of its slots, as code and as settings. */
export interface Combination {
  /** The same slots in code, where the compiler checks them. */
  readonly code: () => Run;
  readonly preset: string;
  readonly environment: string;
  readonly settings: readonly string[];
}

/** A preset without the slots of these names. */
function without<M extends object, K extends keyof M>(slots: M, ...names: readonly K[]): Omit<M, K> {
  const rest = { ...slots };
  for (const name of names) delete rest[name];
  return rest;
}

const every100 = { kind: 'copyEvery', updates: 100 } as const;

/** None of them is a preset. */
export const combinations: Readonly<Record<string, Combination>> = {
  'a learned prior, distilled from the posterior, under an entropy target': {
    code: () => compose({ ...tinySac(), prior: learnedGaussian({ hidden }), mStep: distil() }, options),
    preset: 'sac',
    environment: 'Pendulum-v1',
    settings: [...SMALL_SAC, 'prior=learned-gaussian', 'prior.hidden=[8]', 'mStep=distil'],
  },
  'a sampler whose draws count equally where weights were': {
    code: () =>
      compose(
        {
          ...mpo(),
          environment: pendulum(),
          prior: learnedGaussian({ hidden, squash: 'tanh', target: every100 }),
          posterior: steinSampler({ hidden, particles: 4 }),
          valueEstimator: singleQ({ hidden, target: every100 }),
          temperature: fixedTemperature({ alpha: 0.5 }),
          behaviour: samplePrior({ warmUpSteps: 20 }),
          data: replay({ ...small, window: 4 }),
        },
        options,
      ),
    preset: 'mpo',
    environment: 'Pendulum-v1',
    settings: [
      ...SMALL_SAC,
      'posterior=stein-sampler',
      'posterior.particles=4',
      'prior.hidden=[8]',
      'prior.squash=tanh',
      'temperature=fixed',
      'temperature.alpha=0.5',
    ],
  },
  'a target divergence instead of a target entropy': {
    code: () => compose({ ...tinySac(), temperature: targetKl({ nats: 1.7 }) }, options),
    preset: 'sac',
    environment: 'Pendulum-v1',
    settings: [...SMALL_SAC, 'temperature=target-kl', 'temperature.nats=1.7'],
  },
  'weights on the actions of a fixed Gaussian, under a bound on the divergence': {
    code: () =>
      compose(
        {
          ...without(mpo(), 'mStep', 'trustRegion'),
          environment: pendulum(),
          prior: gaussian({ squash: 'identity' }),
          posterior: weights({ samples: 8 }),
          valueEstimator: singleQ({ hidden, target: every100 }),
          temperature: klDual({ bound: 0.05 }),
          behaviour: samplePosterior({ warmUpSteps: 20, evaluation: 'bestOfQ' }),
          data: replay({ ...small, window: 4 }),
        },
        options,
      ),
    preset: 'mpo',
    environment: 'Pendulum-v1',
    settings: [
      ...SMALL,
      'mStep=null',
      'trustRegion=null',
      'prior=gaussian',
      'prior.squash=identity',
      'posterior.samples=8',
      'temperature.bound=0.05',
      'behaviour=sample-posterior',
      'behaviour.evaluation=bestOfQ',
    ],
  },
  'exact inference in a Gaussian, around a narrow prior': {
    code: () =>
      compose(
        {
          ...without(tinySac(), 'gradientEstimator'),
          environment: lqr(),
          prior: gaussian({ std: 0.3, squash: 'identity' }),
          posterior: exactGaussian(),
          temperature: fixedTemperature({ alpha: 10 }),
        },
        options,
      ),
    preset: 'sac',
    environment: 'LQR',
    settings: [
      ...SMALL,
      'gradientEstimator=null',
      'prior=gaussian',
      'prior.std=0.3',
      'prior.squash=identity',
      'posterior=exact-gaussian',
      'temperature=fixed',
      'temperature.alpha=10',
    ],
  },
  'exact inference over finite actions, with a prior distilled from it': {
    code: () =>
      compose(
        {
          ...without(tinyFiniteSac(), 'gradientEstimator'),
          prior: learnedCategorical({ hidden }),
          posterior: exactCategorical(),
          bootstrap: logSumExp(),
          mStep: distil(),
          temperature: targetKl({ nats: 0.2 }),
        },
        options,
      ),
    preset: 'sac',
    environment: 'CartPole-v1',
    settings: [
      ...SMALL,
      'gradientEstimator=null',
      'prior=learned-categorical',
      'prior.hidden=[8]',
      'posterior=exact-categorical',
      'bootstrap=log-sum-exp',
      'mStep=distil',
      'temperature=target-kl',
      'temperature.nats=0.2',
    ],
  },
  'the previous policy as the prior': {
    code: () =>
      compose(
        {
          ...tinySac(),
          prior: previousPolicy(),
          mStep: snapshot({ rule: { kind: 'copyEvery', updates: 10 } }),
          temperature: targetKl({ nats: 0.1 }),
        },
        options,
      ),
    preset: 'sac',
    environment: 'Pendulum-v1',
    settings: [
      ...SMALL_SAC,
      'prior=previous-policy',
      'mStep=snapshot',
      'mStep.rule={"kind":"copyEvery","updates":10}',
      'temperature=target-kl',
      'temperature.nats=0.1',
    ],
  },
  'targets of three steps, without future divergences': {
    code: () =>
      compose(
        {
          ...tinySac(),
          bootstrap: expectation({ regularised: 'none' }),
          returns: nStep(),
          data: replay({ ...small, window: 3 }),
        },
        options,
      ),
    preset: 'sac',
    environment: 'Pendulum-v1',
    settings: [...SMALL_SAC, 'bootstrap.regularised=none', 'returns=n-step', 'data.window=3'],
  },
  'a sampler that is cooled down': {
    code: () =>
      compose(
        {
          ...sql(),
          environment: pendulum(),
          posterior: steinSampler({ hidden, particles: 4 }),
          valueEstimator: singleQ({ hidden }),
          temperature: scheduledTemperature({ from: 1, to: 0.1, over: 60 }),
          behaviour: samplePosterior({ warmUpSteps: 20, evaluation: 'bestOfQ' }),
          data,
        },
        options,
      ),
    preset: 'sql',
    environment: 'Pendulum-v1',
    settings: [
      ...SMALL_SAC,
      'posterior.particles=4',
      'temperature=scheduled',
      'temperature.from=1',
      'temperature.to=0.1',
      'temperature.over=60',
    ],
  },
  'a categorical network and a prior fitted to its draws, at a target divergence': {
    code: () =>
      compose(
        {
          ...tinyFiniteSac(),
          prior: learnedCategorical({ hidden }),
          mStep: weightedMle({ decoupled: false, samples: 4 }),
          temperature: targetKl({ nats: 0.1 }),
        },
        options,
      ),
    preset: 'sac',
    environment: 'CartPole-v1',
    settings: [
      ...SMALL_SAC,
      'prior=learned-categorical',
      'prior.hidden=[8]',
      'mStep=weighted-mle',
      'mStep.decoupled=false',
      'mStep.samples=4',
      'temperature=target-kl',
      'temperature.nats=0.1',
    ],
  },
  'a prior that sees the velocity only, within a trust region': {
    code: () =>
      compose(
        {
          ...tinySac(),
          prior: learnedGaussian({ hidden, view: ['velocity'] }),
          mStep: distil(),
          trustRegion: decoupledGaussian(),
          temperature: fixedTemperature({ alpha: 0.1 }),
        },
        options,
      ),
    preset: 'sac',
    environment: 'Pendulum-v1',
    settings: [
      ...SMALL_SAC,
      'prior=learned-gaussian',
      'prior.hidden=[8]',
      'prior.view=["velocity"]',
      'mStep=distil',
      'trustRegion=decoupled-gaussian',
      'temperature=fixed',
      'temperature.alpha=0.1',
    ],
  },
  'soft values whose actions the prior proposes': {
    code: () =>
      compose(
        {
          ...sql(),
          environment: pendulum(),
          prior: gaussian(),
          posterior: steinSampler({ hidden, particles: 4 }),
          valueEstimator: singleQ({ hidden }),
          bootstrap: sampledLogSumExp({ proposal: 'prior', samples: 4 }),
          behaviour: samplePosterior({ warmUpSteps: 20, evaluation: 'bestOfQ' }),
          data,
        },
        options,
      ),
    preset: 'sql',
    environment: 'Pendulum-v1',
    settings: [
      ...SMALL_SAC,
      'prior=gaussian',
      'posterior.particles=4',
      'bootstrap.proposal=prior',
      'bootstrap.samples=4',
    ],
  },
  'a table that learns by plain steps, colder and colder': {
    code: () =>
      compose(
        {
          ...sql(),
          environment: chain(),
          prior: uniform({ reference: 'normalised' }),
          valueEstimator: table(),
          temperature: scheduledTemperature({ from: 1, to: 0.1, over: 60, shape: 'reciprocal' }),
          behaviour,
          data,
          optimiser: sgd({ learningRate: 0.5 }),
        },
        options,
      ),
    preset: 'sql',
    environment: 'Chain',
    settings: [
      ...SMALL.slice(0, 4),
      'prior.reference=normalised',
      'valueEstimator=table',
      'temperature=scheduled',
      'temperature.from=1',
      'temperature.to=0.1',
      'temperature.over=60',
      'temperature.shape=reciprocal',
      'optimiser=sgd',
      'optimiser.learningRate=0.5',
    ],
  },
  'blocks that are normalised, one σ for all states, an optimiser for each group under one norm': {
    code: () =>
      compose(
        {
          ...tinySac(),
          posterior: gaussianPosterior({
            hidden: [8, 8],
            residual: true,
            layerNorm: 'every',
            initialiser: 'orthogonal',
            outputGain: 0.01,
            deviation: 'parameter',
          }),
          valueEstimator: twinQ({ hidden, activation: 'swish', layerNorm: 'first' }),
          optimiser: perGroup({
            groups: {
              posterior: { use: 'sgd', momentum: 0.9, nesterov: true, learningRate: { from: 0.01, to: 0, over: 60 } },
              temperature: { use: 'rms-prop', epsilonWhere: 'inside', initialSquare: 1 },
            },
            rest: { use: 'adam', epsilon: 1e-5 },
            stepNorm: 0.5,
          }),
        },
        options,
      ),
    preset: 'sac',
    environment: 'Pendulum-v1',
    settings: [
      ...SMALL_SAC,
      'posterior=gaussian',
      'posterior.hidden=[8,8]',
      'posterior.residual=true',
      'posterior.layerNorm=every',
      'posterior.initialiser=orthogonal',
      'posterior.outputGain=0.01',
      'posterior.deviation=parameter',
      'valueEstimator.activation=swish',
      'valueEstimator.layerNorm=first',
      'optimiser=per-group',
      'optimiser.groups.posterior={"use":"sgd","momentum":0.9,"nesterov":true}',
      'optimiser.groups.posterior.learningRate={"from":0.01,"to":0}',
      'optimiser.groups.posterior.learningRate.over=60',
      'optimiser.groups.temperature={"use":"rms-prop","epsilonWhere":"inside","initialSquare":1}',
      'optimiser.rest.use=adam',
      'optimiser.rest.epsilon=1e-5',
      'optimiser.stepNorm=0.5',
    ],
  },
};
