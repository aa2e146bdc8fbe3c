import * as tf from '@tensorflow/tfjs-core';
import { lqr } from '@vem/envs';
import { composeUnchecked, definePlugin, gaussianDensity, type SlotMap } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { uniform } from '@vem/priors';
import { offPolicy, pathIntegralPlanner } from '@vem/training';
import { singleQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import golden from '../../fixtures/planning.json' with { type: 'json' };
import { firstActions } from '../../support/firstActions.js';
import { linearModel, linearValue } from '../../support/linearModel.js';
import { softChain } from '../../support/softChain.js';

type Options = NonNullable<Parameters<typeof pathIntegralPlanner>[0]>;
const common = { particles: 256, warmUp: 'policy' } as const;

describe('sequences weighed by their paths through a chain where moves succeed', () => {
  /** To the left and to the right of what is right, and even. */
  const skewed = [
    [0.8, 0.2],
    [0.3, 0.7],
    [0.6, 0.4],
  ];
  const planned = (options: Options) =>
    firstActions({
      ...softChain,
      values: softChain.value,
      proposal: skewed,
      planner: pathIntegralPlanner({ ...common, discount: softChain.discount, iterations: 1, ...options }),
      times: 4,
    });
  const exact = softChain.policy[0][1];

  it.each<[string, Options]>([
    ['one step, all actions alike', { horizon: 1, start: 'constant' }],
    ['five steps, all actions alike', { horizon: 5, start: 'constant' }],
    ['one step, from a skewed posterior', { horizon: 1 }],
    ['three steps, from a skewed posterior', { horizon: 3 }],
    ['three rounds', { horizon: 5, iterations: 3 }],
    ['three rounds, by expectations', { horizon: 2, iterations: 3, ahead: 'expectation', draws: 2 }],
  ])('have the first action of soft value iteration, whatever drew them: %s', async (_what, options) => {
    const { mean, error } = await planned(options);
    expect(error).toBeLessThan(0.025);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
  });

  it.each<[string, Options]>([
    ['from a skewed posterior', { horizon: 1 }],
    ['after three rounds', { horizon: 1, start: 'constant', iterations: 3 }],
  ])('do not, where the density of what drew them is left out: %s', async (_what, options) => {
    const { mean, error } = await planned({ ...options, correction: 'none' });
    expect(Math.abs(mean - exact)).toBeGreaterThan(10 * error);
  });
});

const { gain, actionVariance, actionCost, discount, temperature, curvature } = golden.valueExpansion;
const ENVIRONMENTS = 32;

/** N(slope · s, σ²) of the action itself; it asks for plans, so that they are recorded. */
const linearProposal = (slope: number, std: number) =>
  definePlugin({
    slot: 'posterior',
    name: 'linear-proposal',
    description: 'A given linear policy',
    config: z.strictObject({}),
    provides: ['sample', 'logProb', 'mode', 'gaussian', 'space:u', 'space:box'],
    requires: ['behaviour.plans'],
    inject: [],
    create: () => ({
      program: (step) => ({
        infer: (observation_BO) =>
          gaussianDensity(
            { mean_BA: tf.mul(slope, observation_BO), logStd_BA: tf.fill(observation_BO.shape, Math.log(std)) },
            'identity',
            step.noise,
          ),
        loss: () => ({ losses: [] }),
      }),
    }),
  })();

/** How far the weighted first actions are from −gain · s, and the square of that, with standard errors. */
async function apart(options: Options, slope = -0.4, std = 0.5, startDeviation = 0.5) {
  const slots: SlotMap = {
    ...sac(),
    environment: lqr({ bound: 1, startDeviation, noiseVariance: 0 }),
    prior: uniform({ reference: 'counting' }),
    posterior: linearProposal(slope, std),
    valueEstimator: singleQ({ hidden: [2] }),
    bootstrap: linearValue(curvature),
    model: linearModel({ actionCost, noiseVariance: 0 }),
    temperature: fixedTemperature({ alpha: temperature }),
    behaviour: pathIntegralPlanner({ ...common, squash: 'identity', discount, particles: 512, ...options }),
    gradientEstimator: undefined,
    schedule: offPolicy({ steps: [['value']] }),
  };
  const run = composeUnchecked(slots, { seed: 5, environments: ENVIRONMENTS });
  const pipeline = await run.open();
  const moments: (readonly [number, number])[] = [];
  for (let time = 0; time < 6; time++) {
    const { planAction, planWeight, observation } = pipeline.actor.act(pipeline.progress).columns;
    const particles = planWeight.length / ENVIRONMENTS;
    for (let n = 0; n < ENVIRONMENTS; n++) {
      let [first, second] = [0, 0];
      for (let p = n * particles; p < (n + 1) * particles; p++) {
        const distance = planAction[p] + gain * observation[n];
        first += planWeight[p] * distance;
        second += planWeight[p] * distance ** 2;
      }
      moments.push([first, second]);
    }
    pipeline.actor.startEpisodes();
  }
  run.dispose();
  return [0, 1].map((moment) => {
    const all = moments.map((own) => own[moment]);
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1);
    return { mean, error: Math.sqrt(variance / all.length) };
  });
}

describe('sequences weighed by their paths through a linear system', () => {
  it.each<[string, Options, number?, number?]>([
    ['one step, from a Gaussian around 0', { horizon: 1, iterations: 1, start: 'constant', initialStd: 0.7 }],
    ['two steps, from a posterior', { horizon: 2, iterations: 1 }],
    ['two steps, from another one', { horizon: 2, iterations: 1 }, -1.1, 0.4],
    ['two steps, three rounds', { horizon: 2, iterations: 3 }],
    ['two steps, three rounds with deviations of their own', { horizon: 2, iterations: 3, deviation: 'fitted' }],
  ])('have the exact Gaussian of the first action: %s', async (_what, options, slope, std) => {
    const [first, second] = await apart(options, slope, std);
    expect(Math.max(first.error, second.error)).toBeLessThan(0.006);
    expect(Math.abs(first.mean)).toBeLessThan(4 * first.error);
    expect(Math.abs(second.mean - actionVariance)).toBeLessThan(4 * second.error);
  });

  it('do not, where the density of what drew them is left out', async () => {
    // From states around 0, where both densities are centred, so that the first moment hides nothing.
    const options = { horizon: 1, iterations: 1, start: 'constant', initialStd: 0.4 } as const;
    const [, exact] = await apart(options, undefined, undefined, 0.01);
    expect(Math.abs(exact.mean - actionVariance)).toBeLessThan(4 * exact.error);
    const [, second] = await apart({ ...options, correction: 'none' }, undefined, undefined, 0.01);
    expect(Math.abs(second.mean - actionVariance)).toBeGreaterThan(10 * second.error);
  });
});
