// What must and must not compile. Checked by `pnpm test:types`; the wording of the errors by typeMessages.test.ts.
import { cartPole, pendulum } from '@vem/envs';
import { compose, definePlugin, Tokens } from '@vem/framework';
import {
  categorical,
  exactCategorical,
  fixedTemperature,
  gaussian as gaussianPosterior,
  klDual,
  tanhGaussian,
  targetKl,
} from '@vem/posteriors';
import { mpo, sac } from '@vem/presets';
import { decoupledGaussian, distil, gaussian, learnedGaussian, previousPolicy, snapshot, uniform } from '@vem/priors';
import { adam, type replay } from '@vem/training';
import { logSumExp, table, twinQ } from '@vem/values';
import { z } from 'zod';

// A preset with an environment runs; slots may be swapped.
compose({ ...sac(), environment: pendulum() }, { seed: 1 });
compose(
  { ...sac(), environment: pendulum(), prior: gaussian({ std: 2 }), temperature: targetKl({ nats: 2 }) },
  { seed: 1 },
);
compose(
  { ...sac(), environment: pendulum(), posterior: gaussianPosterior(), temperature: fixedTemperature({ alpha: 0.1 }) },
  { seed: 1 },
);

// @ts-expect-error unknown option
tanhGaussian({ hiden: [64] });
// @ts-expect-error wrong type of an option
adam({ learningRate: 'fast' });
// @ts-expect-error a required option is missing
targetKl();

// @ts-expect-error no environment
compose(sac(), { seed: 1 });
// @ts-expect-error no such slot
compose({ ...sac(), environment: pendulum(), temprature: fixedTemperature() }, { seed: 1 });
// @ts-expect-error a plugin in the wrong slot
compose({ ...sac(), environment: pendulum(), prior: twinQ() }, { seed: 1 });
// @ts-expect-error a plugin that was not called
compose({ ...sac(), environment: pendulum(), prior: uniform }, { seed: 1 });
// @ts-expect-error the seed is missing
compose({ ...sac(), environment: pendulum() }, {});

// A posterior that samples but has no density, as Stein samplers are.
const sampler = definePlugin({
  slot: 'posterior',
  name: 'sampler',
  description: 'samples without a density',
  config: z.strictObject({}),
  provides: ['sample'],
  inject: [],
  create: () => ({ program: () => ({ infer: () => ({ spaces: [] }), loss: () => ({ losses: [] }) }) }),
});
// @ts-expect-error a target entropy needs the posterior's density; the prior's does not count
compose({ ...sac(), environment: pendulum(), posterior: sampler() }, { seed: 1 });

// A prior that is a density in another space than the posterior.
const finitePrior = definePlugin({
  slot: 'prior',
  name: 'finite',
  description: 'over finitely many actions',
  config: z.strictObject({}),
  provides: ['density', 'space:finite'],
  inject: [],
  create: () => ({ program: () => ({ at: () => ({ spaces: ['finite'] }) }) }),
});
// @ts-expect-error no common space
compose({ ...sac(), environment: pendulum(), prior: finitePrior() }, { seed: 1 });

// The environment decides between a preset's plugins for boxes and for finite actions; overrides apply to either.
compose({ ...sac(), environment: cartPole() }, { seed: 1 });
compose(
  { ...sac(), environment: cartPole(), posterior: exactCategorical(), bootstrap: logSumExp(), valueEstimator: table() },
  { seed: 1 },
);
// A prior that learns needs an M-step that trains it.
compose({ ...sac(), environment: pendulum(), prior: learnedGaussian(), mStep: distil() }, { seed: 1 });
compose({ ...sac(), environment: pendulum(), prior: learnedGaussian({ trainable: false }) }, { seed: 1 });
compose(
  { ...sac(), environment: pendulum(), prior: previousPolicy(), mStep: snapshot(), trustRegion: decoupledGaussian() },
  { seed: 1 },
);
compose({ ...mpo(), environment: pendulum() }, { seed: 1 });
compose({ ...mpo(), environment: cartPole() }, { seed: 1 });
// @ts-expect-error nothing trains the prior
compose({ ...sac(), environment: pendulum(), prior: learnedGaussian() }, { seed: 1 });
// @ts-expect-error nothing copies the posterior
compose({ ...sac(), environment: pendulum(), prior: previousPolicy() }, { seed: 1 });
// @ts-expect-error a prior that stays as it is cannot be fitted
compose({ ...mpo(), environment: pendulum(), prior: learnedGaussian({ trainable: false }) }, { seed: 1 });
// @ts-expect-error unknown option, of a plugin that can be frozen
learnedGaussian({ hiden: [64] });
// @ts-expect-error the dual of a bound needs values of weighted actions
compose({ ...sac(), environment: pendulum(), temperature: klDual() }, { seed: 1 });

// @ts-expect-error continuous posteriors do not fit an environment with discrete actions
compose({ ...sac(), environment: cartPole(), posterior: tanhGaussian() }, { seed: 1 });
// @ts-expect-error discrete ones do not fit a box
compose({ ...sac(), environment: pendulum(), posterior: categorical() }, { seed: 1 });
// @ts-expect-error an exact sum over actions needs the values of all of them
compose({ ...sac(), environment: cartPole(), valueEstimator: twinQ() }, { seed: 1 });

definePlugin({
  slot: 'prior',
  name: 'x',
  description: '',
  config: z.strictObject({}),
  // @ts-expect-error the injected token and the parameter of `create` disagree
  inject: [Tokens.parameters],
  create: (_options, action: { readonly kind: 'box' }) => ({
    program: () => ({ at: () => ({ spaces: [action.kind] }) }),
  }),
});
definePlugin({
  slot: 'prior',
  name: 'x',
  description: '',
  config: z.strictObject({}),
  inject: [],
  // @ts-expect-error `create` makes a value of another slot
  create: () => ({ steps: [], updatesDue: () => 0 }),
});
definePlugin({
  slot: 'prior',
  name: 'x',
  description: '',
  config: z.strictObject({}),
  // @ts-expect-error no capability of a prior
  provides: ['logits'],
  inject: [],
  create: () => ({ program: () => ({ at: () => ({ spaces: [] }) }) }),
});

// Options are typed by their schema.
export const options: Parameters<typeof replay>[0] = { capacity: 10 };

// `undefined` empties a slot that may be empty.
compose({ ...sac(), environment: pendulum(), trustRegion: undefined, model: undefined }, { seed: 1 });
// @ts-expect-error an emptied slot provides nothing
compose({ ...sac(), environment: pendulum(), gradientEstimator: undefined }, { seed: 1 });
