// Neighbours of on-policy plugins that must not compile; test/unit/onPolicyRefusals.test.ts shows that they are refused at
// start-up too.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import {
  advantageScore,
  clippedRatio,
  exactSumGradient,
  klDual,
  ratioGradient,
  steinSampler,
  weights,
} from '@vem/posteriors';
import { a2c, ppo, sac, vmpo } from '@vem/presets';
import { adaptivePenalty, categoricalKl, decoupledGaussian, distil, uniform } from '@vem/priors';
import { everyBatch, replay, samplePosterior, samplePrior } from '@vem/training';
import { exactSum, oneStep, singleQ } from '@vem/values';

const seed = { seed: 1 };
const onPendulum = () => ({ ...ppo(), environment: pendulum() });
const onCartPole = () => ({ ...ppo(), environment: cartPole() });
compose(onPendulum(), seed);
compose(onCartPole(), seed);
compose({ ...ppo('cartpole-zoo'), environment: cartPole() }, seed);
compose({ ...ppo('halfcheetah-cleanrl'), environment: pendulum() }, seed);
compose({ ...ppo('adaptive-kl'), environment: pendulum() }, seed);
compose({ ...a2c(), environment: cartPole() }, seed);
compose({ ...vmpo('cartpole'), environment: cartPole() }, seed);
compose({ ...vmpo('pendulum'), environment: pendulum() }, seed);
// @ts-expect-error these settings are for finite actions
compose({ ...vmpo('cartpole'), environment: pendulum() }, seed);

// Ratios to the behaviour.
// @ts-expect-error of rows that somebody else recorded long ago
compose({ ...onPendulum(), data: replay() }, seed);
// @ts-expect-error without advantages
compose({ ...onPendulum(), returns: oneStep() }, seed);
// @ts-expect-error of a sampler that knows no densities
compose({ ...onPendulum(), posterior: steinSampler() }, seed);
// @ts-expect-error in off-policy learning
compose({ ...sac(), environment: pendulum(), gradientEstimator: clippedRatio() }, seed);
// @ts-expect-error unclipped, and nothing that holds the posterior
compose({ ...onPendulum(), gradientEstimator: ratioGradient() }, seed);

// Scores.
const onScores = () => ({ ...a2c(), environment: cartPole() });
// @ts-expect-error of what the prior did
compose({ ...onScores(), behaviour: samplePrior() }, seed);
// @ts-expect-error of rows that somebody else recorded long ago
compose({ ...onScores(), data: replay() }, seed);
// @ts-expect-error in off-policy learning
compose({ ...sac(), environment: cartPole(), gradientEstimator: advantageScore() }, seed);
// @ts-expect-error a sum over actions by a value of states
compose({ ...onScores(), gradientEstimator: exactSumGradient() }, seed);

// The adaptive penalty.
const penalised = () => ({ ...ppo('adaptive-kl'), environment: cartPole() });
// @ts-expect-error around a prior that is no copy of the posterior
compose({ ...penalised(), prior: uniform(), mStep: distil() }, seed);
// @ts-expect-error in learning without roll-outs
compose({ ...penalised(), data: replay() }, seed);
// @ts-expect-error a ratio that relies on it, within a region that holds the prior
compose({ ...penalised(), trustRegion: categoricalKl() }, seed);
// @ts-expect-error a region for Gaussians around probabilities
compose({ ...penalised(), trustRegion: decoupledGaussian() }, seed);
// @ts-expect-error around a posterior that keeps no copy
compose({ ...sac(), environment: pendulum(), posterior: steinSampler(), trustRegion: adaptivePenalty() }, seed);

// Weights over the batch.
const onWeights = () => ({ ...vmpo(), environment: pendulum() });
compose(onWeights(), seed);
// @ts-expect-error say nothing about a new state
compose({ ...onWeights(), behaviour: samplePosterior() }, seed);
// @ts-expect-error nor about what others collected
compose({ ...onWeights(), data: replay() }, seed);
// @ts-expect-error nor anything without advantages
compose({ ...onWeights(), returns: oneStep() }, seed);
// @ts-expect-error their target is no sum over actions
compose({ ...onWeights(), environment: cartPole(), bootstrap: exactSum() }, seed);
// @ts-expect-error weights of drawn actions, by a value of states
compose({ ...onWeights(), posterior: weights() }, seed);
// @ts-expect-error a value of actions where states are valued
compose({ ...onWeights(), valueEstimator: singleQ() }, seed);
// @ts-expect-error a dual that needs weights, of a network
compose({ ...onPendulum(), temperature: klDual() }, seed);
const { mStep: _mStep, ...untrained } = onWeights();
// @ts-expect-error nothing that trains the policy
compose(untrained, seed);

// Learning from every batch.
// @ts-expect-error of endless ones
compose({ ...sac(), environment: pendulum(), schedule: everyBatch() }, seed);
