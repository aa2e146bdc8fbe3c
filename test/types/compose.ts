// What must and must not compile. Checked by `pnpm test:types`; the wording of the errors by typeMessages.test.ts.
import { cartPole, pendulum } from '@vem/envs';
import { adam, compose, definePlugin, fixedTemperature, replay, targetKl, Tokens } from '@vem/framework';
import { twinQ } from '@vem/likelihoods';
import { gaussian as gaussianPosterior, tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { gaussian, uniform } from '@vem/priors';
import { z } from 'zod';

// A preset with an environment runs; slots may be swapped.
compose({ ...sac(), environment: pendulum() }, { seed: 1 });
compose({ ...sac(), environment: pendulum(), prior: gaussian({ std: 2 }), temperature: targetKl({ nats: 2 }) }, { seed: 1 });
compose({ ...sac(), environment: pendulum(), posterior: gaussianPosterior(), temperature: fixedTemperature({ alpha: 0.1 }) }, { seed: 1 });

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

// @ts-expect-error continuous posteriors do not fit an environment with discrete actions
compose({ ...sac(), environment: cartPole() }, { seed: 1 });

definePlugin({
  slot: 'prior',
  name: 'x',
  description: '',
  config: z.strictObject({}),
  // @ts-expect-error the injected token and the parameter of `create` disagree
  inject: [Tokens.parameters],
  create: (_options, action: { readonly kind: 'box' }) => ({ program: () => ({ at: () => ({ spaces: [action.kind] }) }) }),
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
