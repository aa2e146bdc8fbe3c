// Posteriors that infer at each state, and flexible ones, next to what they do not go with. Checked by `pnpm test:types`.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import {
  adaptiveImportance,
  exactGaussian,
  exactSumGradient,
  gaussianMixture,
  gradientGaussian,
  iterativeGaussian,
  klDual,
  normalizingFlow,
  reparameterised,
  steinSampler,
  stratified,
  tanhGaussian,
  targetEntropy,
  targetKl,
} from '@vem/posteriors';
import { directSac, iterativeSac, mpo, sac, sql } from '@vem/presets';
import { distil, gaussian, learnedGaussian, previousPolicy, snapshot, uniform } from '@vem/priors';
import { singleQ, stateValue } from '@vem/values';

const seed = { seed: 1 };
const iterative = () => ({ ...iterativeSac(), environment: pendulum() });

// --- Inference by learned updates -----------------------------------------------------------------------------------
compose(iterative(), seed);
compose({ ...iterative(), prior: uniform(), valueEstimator: singleQ() }, seed);
compose({ ...sac(), environment: pendulum(), posterior: iterativeGaussian(), prior: gaussian() }, seed);
// @ts-expect-error updates of a Gaussian over finite actions
compose({ ...sac(), environment: cartPole(), posterior: iterativeGaussian() }, seed);
const { gradientEstimator: _gradient, ...withoutGradient } = iterative();
// @ts-expect-error updates along a gradient that nobody takes
compose(withoutGradient, seed);
// @ts-expect-error a sum over all actions of a box
compose({ ...iterative(), gradientEstimator: exactSumGradient() }, seed);
// @ts-expect-error gradients through values of states alone
compose({ ...iterative(), valueEstimator: stateValue() }, seed);
// @ts-expect-error a dual that needs weights
compose({ ...iterative(), temperature: klDual() }, seed);
// @ts-expect-error gradients of a density that a sampler does not have
compose({ ...iterative(), posterior: steinSampler(), gradientEstimator: reparameterised() }, seed);
const alongGradients = { posterior: iterativeGaussian(), gradientEstimator: reparameterised() };
// @ts-expect-error a dual of weights that a network does not have
compose({ ...mpo(), environment: pendulum(), ...alongGradients }, seed);

// --- Flexible posteriors --------------------------------------------------------------------------------------------
const mixed = () => ({ ...sac('mixture'), environment: pendulum() });
compose(mixed(), seed);
// @ts-expect-error gradients through the choice of a component
compose({ ...mixed(), gradientEstimator: reparameterised() }, seed);
// @ts-expect-error strata of a posterior that has no components
compose({ ...mixed(), posterior: tanhGaussian() }, seed);
// @ts-expect-error a mixture over finite actions
compose({ ...sac(), environment: cartPole(), posterior: gaussianMixture(), gradientEstimator: stratified() }, seed);
// @ts-expect-error strata by values of states alone
compose({ ...mixed(), valueEstimator: stateValue() }, seed);
// The prior may be an earlier copy of it, as in MPO's parametric form.
compose({ ...mixed(), prior: previousPolicy(), mStep: snapshot(), temperature: targetKl({ nats: 0.1 }) }, seed);

const flowing = () => ({ ...sac('flow'), environment: pendulum() });
compose(flowing(), seed);
compose({ ...flowing(), prior: previousPolicy(), mStep: snapshot(), temperature: targetKl({ nats: 0.1 }) }, seed);
// SQL's bootstrap values states by Q alone, whoever acts.
compose(
  { ...sql(), environment: pendulum(), posterior: normalizingFlow(), gradientEstimator: reparameterised() },
  seed,
);
// @ts-expect-error strata of a flow
compose({ ...flowing(), gradientEstimator: stratified() }, seed);
// @ts-expect-error a flow over finite actions
compose({ ...sac(), environment: cartPole(), posterior: normalizingFlow() }, seed);
// @ts-expect-error a start from a flow, which is no Gaussian
compose({ ...flowing(), posterior: exactGaussian() }, seed);

// --- Searches at each state -----------------------------------------------------------------------------------------
const searching = () => ({ ...directSac(), environment: pendulum() });
compose(searching(), seed);
compose({ ...directSac('importance'), environment: pendulum(), prior: uniform() }, seed);
compose({ ...directSac('cross-entropy'), environment: pendulum() }, seed);
// What is found may be distilled into the prior, from which the next search starts.
compose({ ...searching(), prior: learnedGaussian(), mStep: distil(), temperature: targetKl({ nats: 0.1 }) }, seed);
// @ts-expect-error KL costs of a search that has no density
compose({ ...directSac('cross-entropy'), environment: pendulum(), temperature: targetEntropy() }, seed);
// @ts-expect-error a copy of what keeps none
compose({ ...searching(), prior: previousPolicy(), mStep: snapshot() }, seed);
// @ts-expect-error steps along gradients of draws that have none
compose({ ...searching(), posterior: adaptiveImportance() }, seed);
// @ts-expect-error a search over finite actions
compose({ ...sac(), environment: cartPole(), posterior: gradientGaussian() }, seed);
