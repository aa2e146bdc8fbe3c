import { lqr } from '@vem/envs';
import { composeUnchecked, type Pipeline } from '@vem/framework';
import { fixedTemperature, gaussian, valueExpansion } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { adam, offPolicy, replay } from '@vem/training';
import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/planning.json' with { type: 'json' };
import { linearModel, linearQ } from '../../support/linearModel.js';

const { objective, gain, actionVariance, temperature, ...system } = golden.valueExpansion;
const SAMPLES = 32;
const horizons = Object.keys(objective).map(Number);

/** ±1, column j of a Hadamard matrix: columns are orthogonal, so means of quadratic forms over its rows are expectations. */
const sign = (row: number, column: number) => {
  let bits = row & column;
  let odd = 0;
  for (; bits > 0; bits >>= 1) odd ^= bits & 1;
  return odd ? -1 : 1;
};

/** The shipped E-step on the system's exact model at the given states, with noise whose second moments are exact. */
async function opened(horizon: number, states: readonly number[], factor = 1): Promise<Pipeline> {
  const run = composeUnchecked(
    {
      ...sac(),
      environment: lqr({ bound: 1, ...{ actionCost: system.actionCost, noiseVariance: system.noiseVariance } }),
      posterior: gaussian({ hidden: [] }),
      valueEstimator: linearQ({ ...system, factor }),
      model: linearModel(system),
      gradientEstimator: valueExpansion({ horizon, samples: SAMPLES, discount: system.discount }),
      temperature: fixedTemperature({ alpha: temperature }),
      data: replay({ batchSize: states.length, capacity: 1 }),
      optimiser: adam({ learningRate: 0.02 }),
      schedule: offPolicy({ steps: [['eStep']] }),
    },
    { seed: 1 },
  );
  const pipeline = await run.open();
  pipeline.batch.columns.observation.set(states);
  const noises = Object.entries(pipeline.steps[0].executable.inputs).filter(([name]) => name.includes('/normal/'));
  expect(noises).toHaveLength(2 * horizon + 1);
  for (const [column, [, { data }]] of noises.entries())
    for (let i = 0; i < data.length; i++) data[i] = sign(Math.floor(i / states.length), column + 1);
  return pipeline;
}

const parameter = (pipeline: Pipeline, name: 'kernel' | 'bias') =>
  pipeline.parameters.views('posterior').find((view) => view.name.endsWith(name))!.data;

const setOptimal = (pipeline: Pipeline) => {
  parameter(pipeline, 'kernel').set([-gain, 0]);
  parameter(pipeline, 'bias').set([0, 0.5 * Math.log(actionVariance)]);
};

const evaluated = (pipeline: Pipeline) => {
  pipeline.steps[0].executable.run();
  return pipeline.steps[0].executable.outputs['metric/posterior/objective'].data[0];
};

describe('values expanded by an exact model', () => {
  it.each(horizons)('do not depend on the horizon where Q is exact: H = %d', async (horizon) => {
    const pipeline = await opened(horizon, [1]);
    setOptimal(pipeline);
    expect(evaluated(pipeline)).toBeCloseTo(objective[String(horizon) as keyof typeof objective], 4);
    // The optimal posterior is a stationary point of each of them.
    const [kernel, bias] = pipeline.parameters.gradientViews('posterior').map(({ data }) => [...data]);
    // By the kernel of log σ it is a polynomial of degree 4, whose mean these noises do not give.
    for (const slope of [kernel[0], ...bias]) expect(Math.abs(slope)).toBeLessThan(2e-4);
  });

  it('depend on a wrong Q the less, the longer the horizon: as γ^H', async () => {
    const errors: number[] = [];
    for (const horizon of [3, 10]) {
      const pipeline = await opened(horizon, [1], 0);
      setOptimal(pipeline);
      errors.push(evaluated(pipeline) - objective[0]);
    }
    expect(errors[0]).toBeGreaterThan(0);
    expect(errors[1] / errors[0]).toBeCloseTo(system.discount ** 7, 2);
  });

  it.each([0, 1, 3])('lead to the optimal policy: H = %d', async (horizon) => {
    const pipeline = await opened(horizon, [1, -0.5]);
    parameter(pipeline, 'kernel').set([-0.5, 0]);
    parameter(pipeline, 'bias').set([0.1, -0.5]);
    for (let i = 0; i < 400; i++) {
      pipeline.steps[0].executable.run();
      pipeline.parameters.step(['posterior'], pipeline.progress);
    }
    const [slope] = parameter(pipeline, 'kernel');
    const [mean, logStd] = parameter(pipeline, 'bias');
    expect(slope).toBeCloseTo(-gain, 2);
    expect(mean).toBeCloseTo(0, 2);
    expect(Math.exp(2 * logStd)).toBeCloseTo(actionVariance, 2);
  });
});
