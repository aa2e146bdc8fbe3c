// Swaps of plugins that must not compile; test/unit/combinations.test.ts shows that they are refused at start-up too. Those
// that do compile are in test/support/combinations.ts.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import {
  bellmanResidual,
  deterministic,
  exactGaussian,
  fixedTemperature,
  klDual,
  rankWeights,
  reparameterised,
  steinSampler,
  tanhGaussian,
  valueGradient,
} from '@vem/posteriors';
import { crossq, droq, mpo, mpoParametric, redq, rerpi, sac, sacV1, td3, virel, vmpo } from '@vem/presets';
import {
  decoupledGaussian,
  distil,
  gaussian,
  learnedCategorical,
  learnedGaussian,
  previousPolicy,
  snapshot,
} from '@vem/priors';
import { noisyMode, replay, samplePosterior } from '@vem/training';
import { batchNormQ, exactSum, qAndV, qEnsemble, smoothedPolicy, stateValue, stateValues, twinQ } from '@vem/values';

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

// @ts-expect-error one action per state under an entropy target
compose({ ...onPendulum(), posterior: deterministic() }, seed);
// @ts-expect-error a gradient of the value alone at a temperature that adapts
compose({ ...onPendulum(), gradientEstimator: valueGradient() }, seed);
// @ts-expect-error noise on an action among finitely many
compose({ ...onCartPole(), behaviour: noisyMode() }, seed);
// @ts-expect-error a smoothed choice among finite actions
compose({ ...onCartPole(), bootstrap: smoothedPolicy() }, seed);
const onPendulumTd3 = () => ({ ...td3(), environment: pendulum() });
compose(onPendulumTd3(), seed);
compose({ ...onPendulumTd3(), behaviour: samplePosterior() }, seed);
// @ts-expect-error one action per state, of finitely many
compose({ ...td3(), environment: cartPole() }, seed);
// @ts-expect-error a density that is moved by its ratio to the prior, of a posterior without one
compose({ ...onPendulumTd3(), gradientEstimator: reparameterised() }, seed);
// @ts-expect-error noise on the mode of a sampler that has none
compose({ ...onPendulumTd3(), posterior: steinSampler() }, seed);
// @ts-expect-error a policy that climbs values of states
compose({ ...onPendulumTd3(), valueEstimator: stateValue() }, seed);
compose({ ...onPendulumTd3(), valueEstimator: twinQ(), posterior: tanhGaussian() }, seed);

compose({ ...sacV1(), environment: pendulum() }, seed);
compose({ ...virel(), environment: pendulum() }, seed);
compose({ ...onPendulum(), temperature: bellmanResidual() }, seed);
// @ts-expect-error a squashed Gaussian over finite actions
compose({ ...sacV1(), environment: cartPole() }, seed);
// @ts-expect-error values of states by critics that have none
compose({ ...onPendulum(), bootstrap: stateValues({ copy: 'target' }) }, seed);
// @ts-expect-error a residual of Q without a Q
compose({ ...vmpo(), environment: pendulum(), temperature: bellmanResidual() }, seed);
// @ts-expect-error a V that is fitted to draws of weights on pairs, which exist at the batch's pairs alone
compose({ ...vmpo(), environment: pendulum(), valueEstimator: qAndV() }, seed);

compose({ ...mpoParametric(), environment: pendulum() }, seed);
compose({ ...rerpi(), environment: pendulum() }, seed);
compose({ ...rerpi('rank'), environment: pendulum() }, seed);
compose({ ...mpo(), environment: pendulum(), posterior: rankWeights() }, seed);
// @ts-expect-error a gradient through the choice among finite actions, within a bound
compose({ ...mpoParametric(), environment: cartPole() }, seed);
// @ts-expect-error an earlier copy of the posterior that nothing makes
compose({ ...mpoParametric(), environment: pendulum(), mStep: undefined }, seed);
// @ts-expect-error ranks of actions by a value of states
compose({ ...vmpo(), environment: pendulum(), posterior: rankWeights() }, seed);
// @ts-expect-error a Gaussian that is fitted to choices among finite actions
compose({ ...rerpi(), environment: cartPole() }, seed);

compose({ ...redq(), environment: pendulum() }, seed);
compose({ ...droq('hopper'), environment: pendulum() }, seed);
compose({ ...onPendulumTd3(), valueEstimator: qEnsemble() }, seed);
compose({ ...crossq('contrib'), environment: pendulum() }, seed);
compose({ ...crossq(), environment: pendulum(), posterior: tanhGaussian() }, seed);
// @ts-expect-error critics of a box for finite actions, whose sums need them listed
compose({ ...onCartPole(), valueEstimator: batchNormQ() }, seed);
// @ts-expect-error a Gaussian for finite actions
compose({ ...crossq(), environment: cartPole() }, seed);
// @ts-expect-error values of states by critics of actions
compose({ ...crossq(), environment: pendulum(), bootstrap: stateValues() }, seed);
// @ts-expect-error many critics of a box for finite actions, whose sums need them listed
compose({ ...onCartPole(), valueEstimator: qEnsemble() }, seed);
// @ts-expect-error a squashed Gaussian over finite actions, with many critics
compose({ ...redq(), environment: cartPole() }, seed);
// @ts-expect-error values of states by critics of actions
compose({ ...redq(), environment: pendulum(), bootstrap: stateValues() }, seed);
