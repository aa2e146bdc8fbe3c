// Optimisers that ask about losses, next to plugins that they do not go with. Checked by `pnpm test:types`.
import { cartPole, pendulum } from '@vem/envs';
import { compose } from '@vem/framework';
import { clippedRatio } from '@vem/posteriors';
import { bayesianPg, ppo, trpo } from '@vem/presets';
import { averageKl, uniform } from '@vem/priors';
import { adam, bayesianGradient, constrainedStep, naturalGradient, quasiNewton, replay, rollouts } from '@vem/training';
import { oneStep } from '@vem/values';

const seed = { seed: 1 };
const onPendulum = () => ({ ...trpo(), environment: pendulum() });
const onCartPole = () => ({ ...trpo('cartpole-zoo'), environment: cartPole() });

// --- The preset as it is, and its neighbours ------------------------------------------------------------------------

compose(onPendulum(), seed);
compose(onCartPole(), seed);
compose({ ...onPendulum(), optimiser: naturalGradient({ size: { by: 'rate', rate: 0.1 } }) }, seed);
compose({ ...onPendulum(), trustRegion: averageKl({ divergence: 'sampled', bound: 0.02 }) }, seed);
compose({ ...onCartPole(), optimiser: constrainedStep({ rest: { use: 'sgd', momentum: 0.9 } }) }, seed);
compose({ ...bayesianPg(), environment: cartPole() }, seed);
compose({ ...bayesianPg('products'), environment: pendulum(), trustRegion: averageKl({ bound: 0.02 }) }, seed);
compose({ ...ppo(), environment: pendulum(), optimiser: quasiNewton({ groups: ['valueEstimator'] }) }, seed);

// --- What does not go together --------------------------------------------------------------------------------------

// @ts-expect-error steps along the gradient keep no bound
compose({ ...onPendulum(), optimiser: adam() }, seed);
const { trustRegion: _bound, ...unbounded } = onPendulum();
// @ts-expect-error there is nothing to keep
compose({ ...unbounded, gradientEstimator: clippedRatio() }, seed);
// @ts-expect-error nor anything to keep it to
compose({ ...onCartPole(), prior: uniform() }, seed);
// @ts-expect-error the bound holds for those who collected
compose({ ...onPendulum(), data: replay() }, seed);
// @ts-expect-error and advantages are what is gained
compose({ ...onPendulum(), returns: oneStep() }, seed);
// @ts-expect-error a penalty is no metric
compose({ ...ppo('adaptive-kl'), environment: cartPole(), optimiser: naturalGradient() }, seed);

const bayesianOnCartPole = () => ({ ...bayesianPg(), environment: cartPole() });
// @ts-expect-error paths that are cut anywhere have no return
compose({ ...bayesianOnCartPole(), data: rollouts() }, seed);
// @ts-expect-error nor have transitions, which are of no path
compose({ ...bayesianOnCartPole(), data: replay() }, seed);
// @ts-expect-error a target of one step is no return
compose({ ...bayesianOnCartPole(), returns: oneStep() }, seed);
const { trustRegion: _length, ...withoutLength } = bayesianOnCartPole();
// @ts-expect-error nobody says how far a step may lead
compose(withoutLength, seed);
// @ts-expect-error a process over paths of a roll-out that TRPO learns from
compose({ ...onPendulum(), optimiser: bayesianGradient() }, seed);

// --- Options --------------------------------------------------------------------------------------------------------

// @ts-expect-error a rate goes with steps by rate
naturalGradient({ size: { by: 'divergence', rate: 0.1 } });
// @ts-expect-error an optimiser that asks is no rest
constrainedStep({ rest: { use: 'natural-gradient' } });
// @ts-expect-error of the paper's two models
bayesianGradient({ model: 'scores' });
// @ts-expect-error the one or the other
averageKl({ divergence: 'k1' });
