// Plugins that learn from roll-outs, next to those they do not go with. Checked by `pnpm test:types`. What depends on options
// (`refine`) types cannot see; start-up refuses it.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import {
  advantageScore,
  batchWeights,
  clippedRatio,
  exactCategorical,
  klDual,
  ratioGradient,
  reparameterised,
  targetEntropy,
} from '@vem/posteriors';
import { a2c, actorCriticSvi, erpg, maxentPg, ppo, reinforceSvi, sac, sql, vmpo } from '@vem/presets';
import {
  adaptivePenalty,
  categoricalKl,
  decoupledGaussian,
  distil,
  learnedGaussian,
  previousPolicy,
  snapshot,
  uniform,
} from '@vem/priors';
import {
  episodes,
  everyBatch,
  offPolicy,
  replay,
  rmsProp,
  rollouts,
  runningStatistics,
  samplePosterior,
  samplePrior,
  sequenceReplay,
} from '@vem/training';
import {
  expectation,
  generalisedAdvantages,
  logSumExp,
  nStep,
  oneStep,
  sampledLogSumExp,
  singleQ,
  stateValue,
  stateValues,
  table,
  twinQ,
  vTrace,
} from '@vem/values';
import { unrecorded } from './unrecorded.js';

const seed = { seed: 1 };
const ppoOnPendulum = () => ({ ...ppo(), environment: pendulum() });
const ppoOnCartPole = () => ({ ...ppo(), environment: cartPole() });
const a2cOnCartPole = () => ({ ...a2c(), environment: cartPole() });
const vmpoOnPendulum = () => ({ ...vmpo(), environment: pendulum() });
const sacOnPendulum = () => ({ ...sac(), environment: pendulum() });

// --- Presets as they are, and swaps that are none of them -----------------------------------------------------------

compose(ppoOnPendulum(), seed);
compose(ppoOnCartPole(), seed);
compose(a2cOnCartPole(), seed);
compose({ ...a2c(), environment: pendulum() }, seed);
compose(vmpoOnPendulum(), seed);
compose({ ...vmpo(), environment: cartPole() }, seed);
compose({ ...ppoOnPendulum(), gradientEstimator: ratioGradient(), trustRegion: adaptivePenalty() }, seed);
compose({ ...ppoOnPendulum(), returns: vTrace(), normaliser: runningStatistics() }, seed);
compose({ ...a2cOnCartPole(), gradientEstimator: clippedRatio(), optimiser: rmsProp() }, seed);
compose({ ...sacOnPendulum(), normaliser: runningStatistics() }, seed);
compose(
  {
    ...sacOnPendulum(),
    data: replay({ window: 3 }),
    returns: nStep(),
    bootstrap: expectation({ regularised: 'none' }),
  },
  seed,
);

compose({ ...ppo('cartpole-zoo'), environment: cartPole() }, seed);
compose({ ...ppo('halfcheetah-cleanrl'), environment: pendulum() }, seed);
compose({ ...ppo('adaptive-kl'), environment: pendulum() }, seed);
compose({ ...vmpo('cartpole'), environment: cartPole() }, seed);
compose({ ...vmpo('pendulum'), environment: pendulum() }, seed);
// @ts-expect-error these settings are for finite actions
compose({ ...vmpo('cartpole'), environment: pendulum() }, seed);
// @ts-expect-error there are no settings of this name
ppo('cartpole-nobody');

// --- Data: roll-outs ------------------------------------------------------------------------------------------------

// @ts-expect-error a gradient through actions, of values of states alone
compose({ ...ppoOnPendulum(), gradientEstimator: reparameterised() }, seed);
// @ts-expect-error advantages of transitions that are drawn at random
compose({ ...ppoOnPendulum(), data: replay() }, seed);
// @ts-expect-error the same of sequences that others may have collected
compose({ ...ppoOnPendulum(), data: sequenceReplay() }, seed);
// @ts-expect-error scores of actions that the policy need not have taken
compose({ ...a2cOnCartPole(), data: replay() }, seed);
// @ts-expect-error weights of pairs that the prior need not have collected
compose({ ...vmpoOnPendulum(), data: replay() }, seed);

// --- Data: whole episodes -------------------------------------------------------------------------------------------

const maxentPgOnCartPole = () => ({ ...maxentPg(), environment: cartPole() });
compose(maxentPgOnCartPole(), seed);
compose({ ...maxentPg('optimal'), environment: pendulum() }, seed);
compose({ ...reinforceSvi('trace'), environment: cartPole() }, seed);
compose({ ...actorCriticSvi('on-policy'), environment: cartPole() }, seed);
compose({ ...erpg('soft-q'), environment: pendulum() }, seed);
compose({ ...a2cOnCartPole(), data: episodes() }, seed);
// @ts-expect-error returns of whole episodes, of roll-outs that cut them anywhere
compose({ ...maxentPgOnCartPole(), data: rollouts() }, seed);
// @ts-expect-error nor of a replay
compose({ ...maxentPgOnCartPole(), data: replay() }, seed);
// @ts-expect-error values of actions, which count every row alike
compose({ ...maxentPgOnCartPole(), valueEstimator: table() }, seed);
// @ts-expect-error scores of actions that the prior took
compose({ ...maxentPgOnCartPole(), behaviour: samplePrior() }, seed);
// @ts-expect-error a sum over the actions of a box
compose({ ...actorCriticSvi(), environment: pendulum() }, seed);
// @ts-expect-error a Q function made of a policy, and values of actions besides
compose({ ...erpg('soft-q'), environment: cartPole(), valueEstimator: table() }, seed);
// @ts-expect-error the same from returns without advantages
compose({ ...erpg('soft-q'), environment: cartPole(), returns: oneStep() }, seed);

// --- Returns along roll-outs ----------------------------------------------------------------------------------------

const worthOfStates = { valueEstimator: stateValue(), bootstrap: stateValues() };
// @ts-expect-error generalised advantages of single transitions
compose({ ...sacOnPendulum(), ...worthOfStates, returns: generalisedAdvantages() }, seed);
// @ts-expect-error rewards on the way pay no KL costs, so the soft maximum at their end must not either
compose({ ...ppoOnCartPole(), bootstrap: logSumExp(), valueEstimator: table() }, seed);
// @ts-expect-error nor by samples
compose({ ...ppoOnPendulum(), bootstrap: sampledLogSumExp(), valueEstimator: singleQ() }, seed);
// @ts-expect-error nor where ratios correct them
compose({ ...ppoOnPendulum(), returns: vTrace(), bootstrap: sampledLogSumExp(), valueEstimator: singleQ() }, seed);
// @ts-expect-error nor within windows
compose({ ...sql(), environment: cartPole(), returns: nStep() }, seed);
// @ts-expect-error an estimator by advantages, of returns that add none
compose({ ...ppoOnPendulum(), returns: oneStep() }, seed);
// @ts-expect-error ratios along roll-outs, of actions of which nothing was recorded
compose({ ...a2cOnCartPole(), returns: vTrace(), behaviour: unrecorded() }, seed);
// @ts-expect-error ratios along single transitions
compose({ ...sacOnPendulum(), ...worthOfStates, returns: vTrace() }, seed);
// @ts-expect-error ratios of a posterior that has no density
compose({ ...vmpoOnPendulum(), returns: vTrace() }, seed);

// --- Values of states -----------------------------------------------------------------------------------------------

// @ts-expect-error the expected value of actions, by a value of states
compose({ ...ppoOnPendulum(), bootstrap: expectation() }, seed);
// @ts-expect-error the value of a state, by values of actions
compose({ ...ppoOnPendulum(), valueEstimator: twinQ() }, seed);
// @ts-expect-error the same where they are finitely many
compose({ ...a2cOnCartPole(), valueEstimator: table() }, seed);
// @ts-expect-error values of states where SAC's posterior asks for those of actions
compose({ ...sacOnPendulum(), ...worthOfStates }, seed);
// @ts-expect-error a Boltzmann posterior of values of states
compose({ ...ppoOnCartPole(), posterior: exactCategorical() }, seed);
// @ts-expect-error no bootstrap but that of the value estimator
compose({ ...ppoOnPendulum(), bootstrap: stateValue() }, seed);

// --- Gradient estimators that score recorded actions ----------------------------------------------------------------

// @ts-expect-error clipped ratios off-policy
compose({ ...sacOnPendulum(), gradientEstimator: clippedRatio() }, seed);
// @ts-expect-error clipped ratios to nobody knows whom
compose({ ...ppoOnPendulum(), behaviour: unrecorded() }, seed);
// @ts-expect-error scores of actions before the squash that nobody recorded
compose({ ...a2cOnCartPole(), behaviour: unrecorded() }, seed);
// @ts-expect-error scores of what another than the posterior took
compose({ ...a2cOnCartPole(), behaviour: samplePrior() }, seed);
// @ts-expect-error scores off-policy
compose({ ...sacOnPendulum(), gradientEstimator: advantageScore() }, seed);
// @ts-expect-error ratios that nothing holds near 1
compose({ ...ppoOnPendulum(), gradientEstimator: ratioGradient() }, seed);
// @ts-expect-error nor does a region around the prior
compose({ ...ppoOnPendulum(), gradientEstimator: ratioGradient(), trustRegion: decoupledGaussian() }, seed);
// @ts-expect-error ratios off-policy, within a region or not
compose({ ...sacOnPendulum(), gradientEstimator: ratioGradient(), trustRegion: adaptivePenalty() }, seed);

// --- A trust region that holds the posterior ------------------------------------------------------------------------

const held = { trustRegion: adaptivePenalty() };
// @ts-expect-error an adaptive penalty around a prior that is no copy of the posterior
compose({ ...ppoOnPendulum(), ...held, prior: uniform(), mStep: undefined }, seed);
// @ts-expect-error nor is one that learns
compose({ ...ppoOnPendulum(), ...held, prior: learnedGaussian(), mStep: distil() }, seed);
// @ts-expect-error it adapts after roll-outs, and there are none
compose({ ...sacOnPendulum(), ...held, prior: previousPolicy(), mStep: snapshot() }, seed);
// @ts-expect-error a copy of the posterior that nothing takes
compose({ ...ppoOnPendulum(), ...held, mStep: undefined }, seed);

// --- Weights over the batch -----------------------------------------------------------------------------------------

// @ts-expect-error weights on collected pairs say nothing about a new state
compose({ ...vmpoOnPendulum(), behaviour: samplePosterior() }, seed);
// @ts-expect-error nor do they have an entropy
compose({ ...vmpoOnPendulum(), temperature: targetEntropy() }, seed);
// @ts-expect-error weights by advantages that nobody annotates
compose({ ...vmpoOnPendulum(), returns: nStep() }, seed);
// @ts-expect-error weights of off-policy pairs
compose({ ...sacOnPendulum(), posterior: batchWeights() }, seed);
// @ts-expect-error they are fitted to by a prior that learns
compose({ ...vmpoOnPendulum(), prior: uniform() }, seed);
// @ts-expect-error a dual of weights, of a network
compose({ ...ppoOnPendulum(), temperature: klDual() }, seed);

// --- A prior that acts ----------------------------------------------------------------------------------------------

// @ts-expect-error a Gaussian prior over finite actions
compose({ ...vmpo(), environment: cartPole(), prior: learnedGaussian() }, seed);
// @ts-expect-error a region for Gaussians around probabilities
compose({ ...vmpo(), environment: cartPole(), trustRegion: decoupledGaussian() }, seed);
// @ts-expect-error a region for probabilities around a Gaussian
compose({ ...vmpoOnPendulum(), trustRegion: categoricalKl() }, seed);
// @ts-expect-error the prior acts, but the posterior's scores are learned from
compose({ ...a2c(), environment: pendulum(), behaviour: samplePrior() }, seed);

// --- Schedules ------------------------------------------------------------------------------------------------------

// @ts-expect-error all batches of a source that never runs out of them
compose({ ...sacOnPendulum(), schedule: everyBatch() }, seed);
// @ts-expect-error the same where actions are finitely many
compose({ ...sac(), environment: cartPole(), schedule: everyBatch() }, seed);
// @ts-expect-error and of sequences
compose({ ...sacOnPendulum(), data: sequenceReplay(), schedule: everyBatch() }, seed);

everyBatch({ steps: [['value'], { phases: ['trustRegion', 'mStep'], every: { rollouts: 1 }, rows: 'rollout' }] });
offPolicy({ steps: [{ phases: ['model'], every: { envSteps: 250 }, repeat: 1000, until: 'stop', rows: 'fresh' }] });
// @ts-expect-error no such phase any more: it is called `value`
everyBatch({ steps: [['evaluate']] });
// @ts-expect-error no such unit
everyBatch({ steps: [{ phases: ['mStep'], every: { epochs: 1 } }] });
// @ts-expect-error no such rows
offPolicy({ steps: [{ phases: ['model'], rows: 'all' }] });
// @ts-expect-error repetitions end by a signal or by their number
offPolicy({ steps: [{ phases: ['model'], until: 'converged' }] });
// @ts-expect-error an entry of no phases
offPolicy({ steps: [{ every: { updates: 2 } }] });

// --- Normalisers ----------------------------------------------------------------------------------------------------

// @ts-expect-error no data source
compose({ ...ppoOnPendulum(), data: runningStatistics() }, seed);
// @ts-expect-error no likelihood, though it changes rewards
compose({ ...ppoOnPendulum(), likelihood: runningStatistics() }, seed);
// @ts-expect-error nor is data a normaliser
compose({ ...ppoOnPendulum(), normaliser: rollouts() }, seed);
// @ts-expect-error a plugin that was not called
compose({ ...ppoOnPendulum(), normaliser: runningStatistics }, seed);
// @ts-expect-error it has no such option
runningStatistics({ observations: true });

// --- Variants -------------------------------------------------------------------------------------------------------

compose({ ...ppo('cartpole-zoo'), environment: cartPole() }, seed);
compose({ ...ppo('adaptive-kl'), environment: pendulum() }, seed);
compose({ ...a2c('cartpole-zoo'), environment: cartPole() }, seed);
compose({ ...vmpo('pendulum'), environment: pendulum() }, seed);
// @ts-expect-error no such variant
ppo('cartpole-zooo');
// @ts-expect-error a variant of another preset
a2c('cartpole-cleanrl');
// @ts-expect-error a preset without variants
sac('cartpole-zoo');
// @ts-expect-error the environment is not the variant's to say
compose(ppo('pendulum-zoo'), seed);
// @ts-expect-error a variant is checked as its preset is
compose({ ...ppo('pendulum-zoo'), environment: pendulum(), data: replay() }, seed);

// --- Options --------------------------------------------------------------------------------------------------------

rollouts({ length: 5, epochs: 1, batchSize: 'all' });
// @ts-expect-error neither a number of rows nor all
rollouts({ batchSize: 'whole' });
// @ts-expect-error no such way to stop
clippedRatio({ klStop: 'never' });
clippedRatio({ clip: { from: 0.2, to: 0 }, targetKl: 0.02, klStop: 'afterEpoch' });
// @ts-expect-error a number that moves says where to
clippedRatio({ clip: { from: 0.2 } });
// @ts-expect-error no such divergence
advantageScore({ costs: 'kl' });
// @ts-expect-error no such copy
stateValues({ copy: 'lagging' });
// @ts-expect-error no such copy
samplePrior({ copy: 'old' });
snapshot({ rule: { kind: 'perRollout', rollouts: 1 } });
// @ts-expect-error roll-outs are counted, not updates
snapshot({ rule: { kind: 'perRollout', updates: 1 } });
// @ts-expect-error β has two bounds
adaptivePenalty({ bounds: [1e-3] });
// @ts-expect-error no such direction
adaptivePenalty({ direction: 'backward' });
// @ts-expect-error the share is called `topFraction`
batchWeights({ fraction: 0.5 });
// @ts-expect-error no such bound
vTrace({ rho: 1 });
// @ts-expect-error a number
generalisedAdvantages({ lambda: '0.95' });
// @ts-expect-error the data source's windows say how many
nStep({ window: 3 });
