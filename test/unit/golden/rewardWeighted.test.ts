import { quadraticBandit } from '@vem/envs';
import { composeUnchecked, type Pipeline } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { rwr } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import { adam, everyBatch, rollouts } from '@vem/training';
import { stateValue } from '@vem/values';
import { expect, it } from 'vitest';
import golden from '../../fixtures/rewardWeighted.json' with { type: 'json' };
import { normalPoints } from '../../support/normalQuantiles.js';

const { curvature, optimum, alpha, iterates } = golden;
const ROWS = 1024;
const POINTS = normalPoints(ROWS);

/** Reward-weighted regression of a Gaussian on one action in one state. */
const open = () =>
  composeUnchecked(
    {
      ...rwr(),
      environment: quadraticBandit(),
      prior: learnedGaussian({ hidden: [], squash: 'identity', deviation: 'parameter', initialStd: 1 }),
      valueEstimator: stateValue({ hidden: [] }),
      temperature: fixedTemperature({ alpha }),
      normaliser: undefined,
      data: rollouts({ length: ROWS, epochs: 1, batchSize: 'all' }),
      optimiser: adam({ learningRate: 0.02 }),
      schedule: everyBatch({ steps: [['value'], ['eStep', 'mStep']] }),
    },
    { seed: 1 },
  ).open();

/** The prior's only layer has a state of 0, so that its bias is the mean. */
const prior = (pipeline: Pipeline) => {
  const of = (end: string) => pipeline.parameters.views('prior').find(({ name }) => name.endsWith(end))!.data[0];
  return { mean: of('/bias'), variance: Math.exp(2 * of('/logStd')) };
};

/** One iteration on actions that are spread evenly over the present Gaussian, fitted until nothing moves. */
function iterate(pipeline: Pipeline, step: Pipeline['steps'][number]): void {
  const { mean, variance } = prior(pipeline);
  const { columns } = pipeline.batch;
  for (const [b, point] of POINTS.entries()) {
    const action = mean + Math.sqrt(variance) * point;
    columns.action[b] = columns.preSquash[b] = action;
    columns.return[b] = -0.5 * curvature * (action - optimum) ** 2;
  }
  for (let i = 0; i < 500; i++) {
    step.executable.run();
    pipeline.parameters.step(['prior'], pipeline.progress);
  }
}

it('on a problem of one step is EM: exact posteriors one after the other, each the prior of the next', async () => {
  const pipeline = await open();
  const [, step] = pipeline.steps;
  for (const [, mean, variance] of iterates.slice(0, 3)) {
    iterate(pipeline, step);
    expect(prior(pipeline).mean).toBeCloseTo(mean, 2);
    expect(prior(pipeline).variance / variance).toBeCloseTo(1, 2);
  }
});
