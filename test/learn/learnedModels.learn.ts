import { pendulum } from '@vem/envs';
import { compose, type Run } from '@vem/framework';
import { ensemble } from '@vem/models';
import { tanhGaussian, targetEntropy } from '@vem/posteriors';
import { mbpo, mveSac, priorValueGradients, smcp, spo } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import {
  adam,
  branchedRollouts,
  offPolicy,
  particlePlanner,
  pathIntegralPlanner,
  replay,
  samplePosterior,
} from '@vem/training';
import { expectation, singleQ, twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';

const hidden = [64, 64];
const environment = pendulum();
const model = ensemble({ hidden, members: 5, elites: 3 });
const optimiser = adam({ learningRate: 1e-3 });
const posterior = tanhGaussian({ hidden });
const valueEstimator = twinQ({ hidden, target: { kind: 'polyak', tau: 0.01 } });
const data = replay({ batchSize: 128 });
const common = { environment, model, optimiser, posterior, valueEstimator, data };
const fit = {
  phases: ['model' as const],
  every: { envSteps: 250 },
  rows: 'epochs' as const,
  heldOut: 0.2,
  until: 'stop' as const,
  batchSize: 256,
};
const lagging = { hidden, target: { kind: 'copyEvery', updates: 100 } } as const;

/** One seed of each; those of `benchmarks/suites/{mbpo,value-gradients,planners}.json` have five. Uniform actions for 500 steps or 1000. */
const runs: Readonly<Record<string, { readonly steps: number; readonly atLeast: number; readonly run: () => Run }>> = {
  'mve-sac': { steps: 4000, atLeast: -250, run: () => compose({ ...mveSac(), ...common }, { seed: 1 }) },
  'prior-value-gradients': {
    steps: 4000,
    atLeast: -250,
    run: () => compose({ ...priorValueGradients(), ...common, prior: learnedGaussian(lagging) }, { seed: 1 }),
  },
  mbpo: {
    steps: 2000,
    atLeast: -250,
    run: () =>
      compose(
        {
          ...mbpo(),
          ...common,
          temperature: targetEntropy({ target: 'auto', gradient: 'logAlpha' }),
          behaviour: samplePosterior({ warmUpSteps: 500 }),
          data: branchedRollouts({ startAfter: 500, batchSize: 128, rollouts: 2000 }),
          schedule: offPolicy({ updatesPerStep: 5, steps: [fit, ['value'], ['eStep', 'temperature']] }),
        },
        { seed: 1 },
      ),
  },
  smcp: {
    steps: 4000,
    atLeast: -250,
    run: () =>
      compose({ ...smcp(), ...common, behaviour: particlePlanner({ particles: 16, horizon: 4 }) }, { seed: 1 }),
  },
  'smcp:path-integral': {
    steps: 4000,
    atLeast: -250,
    run: () =>
      compose(
        { ...smcp(), ...common, behaviour: pathIntegralPlanner({ particles: 16, horizon: 4, iterations: 1 }) },
        { seed: 1 },
      ),
  },
  spo: {
    steps: 5000,
    atLeast: -400,
    run: () =>
      compose(
        {
          ...spo(),
          environment,
          model,
          optimiser,
          data,
          prior: learnedGaussian({ squash: 'identity', ...lagging }),
          valueEstimator: singleQ({ hidden, target: lagging.target }),
          bootstrap: expectation({ who: 'prior', samples: 5 }),
        },
        { seed: 1 },
      ),
  },
};

describe('methods with a learned model swing the pendulum up', { timeout: 600_000 }, () => {
  it.each(Object.entries(runs))('%s', async (name, { steps, atLeast, run: make }) => {
    const run = make();
    const errors: number[] = [];
    for await (const { metrics } of run.train({ envSteps: steps, reportEvery: 250 }))
      if ('model/error5' in metrics) errors.push(metrics['model/error5']);
    const { meanReturn } = await run.evaluate({ episodes: 20 });
    run.dispose();
    console.info(
      `${name}: ${meanReturn.toFixed(0)} after ${steps} steps; error over five steps ${errors[0].toFixed(3)}, at last ${errors.at(-1)!.toFixed(3)}`,
    );
    expect(meanReturn).toBeGreaterThan(atLeast);
    expect(errors.at(-1)).toBeLessThan(errors[0]);
  });
});
