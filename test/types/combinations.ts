// Swaps of plugins that must not compile; test/unit/combinations.test.ts shows that they are refused at start-up too. Those
// that do compile are in test/support/combinations.ts.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { exactGaussian, fixedTemperature, klDual, reparameterised, steinSampler, tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import {
  decoupledGaussian,
  distil,
  gaussian,
  learnedCategorical,
  learnedGaussian,
  previousPolicy,
  snapshot,
} from '@vem/priors';
import { replay } from '@vem/training';
import { exactSum, stateValue } from '@vem/values';

const onPendulum = () => ({ ...sac(), environment: pendulum() });
const onCartPole = () => ({ ...sac(), environment: cartPole() });
const seed = { seed: 1 };

// @ts-expect-error an entropy target for a sampler without a density
compose({ ...onPendulum(), posterior: steinSampler() }, seed);
// @ts-expect-error a prior that learns, and nothing that trains it
compose({ ...onPendulum(), prior: learnedGaussian() }, seed);
// @ts-expect-error a copy of the posterior, and nothing that takes it
compose({ ...onPendulum(), prior: previousPolicy() }, seed);
// @ts-expect-error a prior over finite actions on a box
compose({ ...onPendulum(), prior: learnedCategorical({ trainable: false }) }, seed);
// @ts-expect-error a Gaussian over finite actions
compose({ ...onCartPole(), posterior: tanhGaussian() }, seed);
// @ts-expect-error a dual that needs weights, of a network
compose({ ...onPendulum(), temperature: klDual() }, seed);
const copied = { prior: previousPolicy(), mStep: snapshot(), temperature: fixedTemperature() };
// @ts-expect-error a copy of a posterior that keeps none
compose({ ...onPendulum(), ...copied, posterior: steinSampler() }, seed);
compose({ ...onPendulum(), ...copied }, seed);
// @ts-expect-error a snapshot for a prior that is none
compose({ ...onPendulum(), mStep: snapshot() }, seed);
// @ts-expect-error an M-step for a prior that has nothing to learn
compose({ ...onPendulum(), prior: gaussian(), mStep: distil() }, seed);
const probabilities = { prior: learnedCategorical(), mStep: distil() };
// @ts-expect-error a trust region for Gaussians around probabilities
compose({ ...onCartPole(), ...probabilities, trustRegion: decoupledGaussian() }, seed);
compose({ ...onCartPole(), ...probabilities }, seed);
// @ts-expect-error a gradient through the choice among finite actions
compose({ ...onCartPole(), gradientEstimator: reparameterised() }, seed);
// @ts-expect-error a sum over the actions of a box
compose({ ...onPendulum(), bootstrap: exactSum() }, seed);
// @ts-expect-error exact inference in a Gaussian without a Gaussian prior
compose({ ...onPendulum(), posterior: exactGaussian() }, seed);
// @ts-expect-error an E-step on values of states alone
compose({ ...onPendulum(), valueEstimator: stateValue() }, seed);
// @ts-expect-error a schedule of nothing
compose({ ...onPendulum(), schedule: replay() }, seed);
