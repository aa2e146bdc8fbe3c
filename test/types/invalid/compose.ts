// Each of these is wrong in one way; typeMessages.test.ts checks what the compiler says about it.
import { cartPole, pendulum } from '@vem/envs';
import { compose, definePlugin, definePreset } from '@vem/framework';
import { fixedTemperature, tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import { twinQ } from '@vem/values';
import { z } from 'zod';

const sampler = definePlugin({
  slot: 'posterior',
  name: 'sampler',
  description: 'samples without a density',
  config: z.strictObject({}),
  provides: ['sample'],
  inject: [],
  create: () => ({ program: () => ({ infer: () => ({ spaces: [] }), loss: () => ({ losses: [] }) }) }),
});

export const unknownOption = tanhGaussian({ hiden: [64] });
export const wrongSlot = compose({ ...sac(), environment: pendulum(), prior: twinQ() }, { seed: 1 });
export const misspelt = compose({ ...sac(), environment: pendulum(), temprature: fixedTemperature() }, { seed: 1 });
export const incapable = compose({ ...sac(), environment: pendulum(), posterior: sampler() }, { seed: 1 });
export const discrete = compose({ ...sac(), environment: cartPole(), posterior: tanhGaussian() }, { seed: 1 });
export const empty = compose(sac(), { seed: 1 });
export const untrained = compose({ ...sac(), environment: pendulum(), prior: learnedGaussian() }, { seed: 1 });
export const emptied = compose({ ...sac(), environment: pendulum(), optimiser: undefined }, { seed: 1 });
const boxOnly = definePreset({
  name: 'box-only',
  description: 'continuous actions only',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [],
  slots: () => ({ ...sac(), posterior: { box: tanhGaussian() } }),
});
export const boxes = compose({ ...boxOnly(), environment: cartPole() }, { seed: 1 });
