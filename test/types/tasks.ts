// Plugins that tell tasks apart, or share what they have in common, next to what they do not go with. Checked by `pnpm test:types`.
import { cartPole, corridorTasks, pendulum, pointMass, taskBandit, twoRoomTasks } from '@vem/envs';
import { compose, defineEnvironment, environmentPlugin, finite, observationSpace } from '@vem/framework';
import { klDual, reparameterised, tanhGaussian, targetEntropy } from '@vem/posteriors';
import { distral, hdp, iadp } from '@vem/presets';
import { distil, hierarchicalGaussian, learnedCategorical, learnedGaussian, learnedTable, uniform } from '@vem/priors';
import { episodes, replay, rollouts, sampleLatent, samplePosterior, sequenceReplay } from '@vem/training';
import { retrace, stateValue } from '@vem/values';
import { z } from 'zod';
import { unrecorded } from './unrecorded.js';

const seed = { seed: 1 };
const rooms = () => ({ ...distral(), environment: twoRoomTasks() });

compose(rooms(), seed);
compose({ ...distral('kl'), environment: corridorTasks({ previous: true }) }, seed);
compose({ ...rooms(), environment: taskBandit(), mStep: distil() }, seed);
compose({ ...rooms(), prior: learnedCategorical({ view: 'withoutGoal', hidden: [16], exponent: 0.5 }) }, seed);
compose({ ...rooms(), prior: learnedTable({ trainable: false }), mStep: undefined }, seed);

// @ts-expect-error a prior that nobody distils
compose({ ...rooms(), mStep: undefined }, seed);
// @ts-expect-error nothing to distil into
compose({ ...rooms(), prior: uniform() }, seed);
// @ts-expect-error sums over the actions of a box
compose({ ...distral(), environment: pendulum() }, seed);
// @ts-expect-error rows of a replay, where whole episodes come with weights that values must take
compose({ ...rooms(), data: episodes() }, seed);
// @ts-expect-error one exponent for all, no list of them
learnedTable({ exponent: [0.5, 0.5] });
// @ts-expect-error no such view
learnedCategorical({ view: 'withoutTask' });

// --- A prior that does not see the goal ------------------------------------------------------------------------------
compose({ ...iadp(), environment: pointMass({ goals: 'diagonal' }) }, seed);
compose({ ...iadp('sees-everything'), environment: twoRoomTasks() }, seed);
// @ts-expect-error nothing to distil into
compose({ ...iadp(), environment: pointMass(), prior: uniform() }, seed);
// @ts-expect-error gradients through values of states alone
compose({ ...iadp(), environment: pointMass(), valueEstimator: stateValue() }, seed);
// @ts-expect-error a dual of weights that a network does not have
compose({ ...iadp(), environment: pointMass(), temperature: klDual() }, seed);

const sequences = { behaviour: samplePosterior({ warmUp: 'policy' }), data: sequenceReplay() };
// Along sequences as well, by the ratios of who acted, as in the paper.
const along = () => ({
  ...iadp(),
  environment: pointMass(),
  returns: retrace(),
  ...sequences,
});
compose(along(), seed);
// @ts-expect-error there is no way to look along single transitions
compose({ ...along(), data: replay() }, seed);
// @ts-expect-error nor along rows of a roll-out that were shuffled
compose({ ...along(), data: rollouts() }, seed);
// @ts-expect-error ratios need to know how likely the recorded actions were
compose({ ...along(), behaviour: unrecorded() }, seed);
// @ts-expect-error and the differences along the way what each action is worth
compose({ ...along(), valueEstimator: stateValue() }, seed);
// @ts-expect-error nothing trains the prior
compose({ ...along(), mStep: undefined }, seed);

// --- Latents --------------------------------------------------------------------------------------------------------
const withLatents = () => ({ ...hdp(), environment: pointMass() });
compose(withLatents(), seed);
compose({ ...hdp('autoregressive'), environment: pointMass() }, seed);
compose({ ...hdp('shared-low'), environment: pointMass(), behaviour: sampleLatent({ hold: 5 }) }, seed);
compose({ ...withLatents(), prior: hierarchicalGaussian({ trainable: false }), mStep: undefined }, seed);
// @ts-expect-error the density of actions alone is an integral over z
compose({ ...withLatents(), gradientEstimator: reparameterised() }, seed);
// @ts-expect-error and so is their entropy
compose({ ...withLatents(), temperature: targetEntropy() }, seed);
// @ts-expect-error and what a prior without latents would be fitted by
compose({ ...withLatents(), mStep: distil() }, seed);
// @ts-expect-error there is no latent to hold
compose({ ...iadp(), environment: pointMass(), behaviour: sampleLatent() }, seed);
// @ts-expect-error nor to pay for level by level
compose({ ...withLatents(), posterior: tanhGaussian() }, seed);
// @ts-expect-error a bound part by part needs the parts of both
compose({ ...withLatents(), prior: learnedGaussian() }, seed);
// @ts-expect-error latents of a posterior over finite actions
compose({ ...hdp(), environment: twoRoomTasks() }, seed);

const common = {
  description: 'Type test',
  source: 'test',
  config: z.strictObject({}),
  observation: observationSpace({ place: 2, task: 3 }),
  action: finite(2),
  create: () => ({ stateSize: 1, reset() {}, step() {}, observe() {} }),
};
const own = environmentPlugin(defineEnvironment({ ...common, id: 'Own', goal: { part: 'task', kind: 'tasks' } }));
compose({ ...distral(), environment: own() }, seed);
// @ts-expect-error goals are numbers, or tasks
defineEnvironment({ ...common, id: 'Wrong', goal: { part: 'task', kind: 'oneHot' } });

// What hangs on options is seen at start-up: VEM_CAPABILITY_MISSING, as ratios of actions alone are made of densities that latents hide …
compose({ ...withLatents(), ...sequences, returns: retrace() }, seed);
// … and as there are no tasks to balance.
compose({ ...distral(), environment: cartPole() }, seed);
