import { pendulum } from '@vem/envs';
import { compose, composeUnchecked, type Pipeline } from '@vem/framework';
import { iterativeGaussian, reparameterised, signLog, standardisedComponents, tanhGaussian } from '@vem/posteriors';
import { iterativeSac } from '@vem/presets';
import { gaussian, uniform } from '@vem/priors';
import { describe, expect, it } from 'vitest';
import { quadraticQ } from '../support/knownQ.js';
import { normalGrid } from '../support/normalQuantiles.js';
import {
  ALPHA,
  closedFormGradient,
  drawBandits,
  inferAt,
  learnBandits,
  openBandits,
  stateOf,
} from '../support/randomBandits.js';
import { SINGLE_PRECISION } from '../support/relative.js';
import { array, engines, runProgram } from '../support/runProgram.js';

const view = (views: readonly { readonly name: string; readonly data: Float32Array }[], ending: string) =>
  views.find(({ name }) => name.endsWith(ending))!.data;
const identity = { squash: 'identity' as const, hidden: [32, 32] };

describe.each(Object.entries(engines))('what the network is told of gradients (%s)', (_name, open) => {
  it('of one component, standardised, is nothing; of three, their order and spacing', async () => {
    const inputs = {
      one: array([3, 1], [-400, 0, 1e-3]),
      three: array([1, 3], [1000, 2000, 3000]),
      two: array([2, 2], [1, 5, -7, -8]),
    };
    const { one, two, three } = await runProgram(open, inputs, (given) => ({
      one: standardisedComponents(given.one),
      two: standardisedComponents(given.two),
      three: standardisedComponents(given.three),
    }));
    expect(one.map(Math.abs)).toEqual([0, 0, 0]);
    for (const [i, value] of [-1, 1, 1, -1].entries()) expect(two[i]).toBeCloseTo(value, 4);
    for (const [i, value] of [-Math.sqrt(1.5), 0, Math.sqrt(1.5)].entries()) expect(three[i]).toBeCloseTo(value, 4);
  });

  it('of one component, by sign and logarithm, is its sign and its order of magnitude', async () => {
    const gradients = [-1e6, -30, -1, -1e-3, -1e-6, 0, 1e-6, 1e-3, 1, 30, 1e6];
    const { told } = await runProgram(open, { gradient: array([11, 1], gradients) }, ({ gradient }) => ({
      told: signLog(gradient),
    }));
    for (const [i, gradient] of gradients.entries()) {
      const expected = (Math.sign(gradient) * Math.log1p(Math.exp(10) * Math.abs(gradient))) / 10;
      expect(told[i]).toBeCloseTo(expected, 5);
      if (i > 0) expect(told[i]).toBeGreaterThan(told[i - 1]);
    }
  });
});

describe('what does not go together is refused', () => {
  it('components of one dimension', () => {
    const slots = {
      ...iterativeSac(),
      environment: pendulum(),
      posterior: iterativeGaussian({ encoding: 'standardised' }),
    };
    expect(() => compose(slots, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_ENCODING_EMPTY', path: 'encoding' }),
    );
  });

  it('a start from a prior that is no Gaussian', () => {
    const posterior = iterativeGaussian({ start: 'prior' });
    const slots = { ...iterativeSac(), environment: pendulum(), posterior, prior: uniform() };
    expect(() => composeUnchecked(slots, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'prior.gaussian' }),
    );
  });
});

it('gates start at one half and proposals at 0, so that each iteration halves what it starts from', async () => {
  const posterior = iterativeGaussian({ ...identity, iterations: 3, initialMean: 0.8, initialStd: 2 });
  const { mean, logStd } = await inferAt(drawBandits('start', 4, 2), { posterior });
  for (const value of mean) expect(value).toBeCloseTo(0.8 / 8, 6);
  for (const value of logStd) expect(value).toBeCloseTo(Math.log(2) / 8, 6);
});

it('starts from the Gaussian of the prior where it is told to', async () => {
  const posterior = iterativeGaussian({ ...identity, iterations: 1, start: 'prior' });
  const prior = gaussian({ mean: -0.6, std: 0.5, squash: 'identity' });
  const { mean, logStd } = await inferAt(drawBandits('start', 4, 1), { posterior, prior });
  for (const value of mean) expect(value).toBeCloseTo(-0.3, 6);
  for (const value of logStd) expect(value).toBeCloseTo(Math.log(0.5) / 2, 6);
});

describe('what is inferred at a state does not depend on how many states there are', () => {
  const openRandom = (dimension: number) =>
    openBandits(dimension, 8, 'eStep', {
      posterior: iterativeGaussian({ ...identity, outputGain: 1 }),
      gradientEstimator: closedFormGradient(),
    });
  // Of the sign and logarithm of a gradient that is 256 times as small something else is made.
  for (const dimension of [1, 3])
    it(`${dimension} dimension${dimension > 1 ? 's' : ''}`, async () => {
      const weights = await openRandom(dimension);
      const slots = {
        posterior: iterativeGaussian({ ...identity, outputGain: 1, encoding: 'signLog' }),
        gradientEstimator: closedFormGradient(),
      };
      const all = drawBandits('many', 256, dimension);
      const one = { ...all, rows: 1, states: all.states.slice(0, 2 * dimension) };
      const [many, alone] = [await inferAt(all, slots, weights), await inferAt(one, slots, weights)];
      for (let i = 0; i < dimension; i++) {
        expect(many.mean[i]).toBeCloseTo(alone.mean[i], 5);
        expect(many.logStd[i]).toBeCloseTo(alone.logStd[i], 5);
      }
    });
});

it('each iterate is trained for its own outcome, not through those that follow', async () => {
  const iterations = 2;
  const pipeline = await openBandits(1, 1, 'eStep', {
    posterior: iterativeGaussian({ ...identity, hidden: [], outputGain: 1, start: 'network', iterations }),
    gradientEstimator: closedFormGradient(),
  });
  const [curvature, optimum] = [3, -0.4];
  pipeline.batch.columns.observation.set(stateOf(curvature, optimum));
  const parameters = pipeline.parameters.views('posterior');
  const [weight, bias] = ['start/layer0/kernel', 'start/layer0/bias'].map((name) => view(parameters, name));
  weight.fill(0);
  bias.set([0.7, Math.log(0.6)]);
  pipeline.steps[0].executable.run();
  // −∂J/∂(μ, log σ) at the start, and no more: K shares the sum.
  const slope = view(pipeline.parameters.gradientViews('posterior'), 'start/layer0/bias');
  const byMean = -curvature * (0.7 - optimum) - ALPHA * 0.7;
  const byLogStd = -curvature * 0.36 - ALPHA * (0.36 - 1);
  expect(slope[0]).toBeCloseTo(-byMean / iterations, 3);
  expect(slope[1]).toBeCloseTo(-byLogStd / iterations, 3);
});

it('one iteration with gates shut and gradients masked is SAC: the same objective and the same gradient', async () => {
  const size = 24;
  const common = {
    prior: gaussian(),
    valueEstimator: quadraticQ(8, [0.5]),
    gradientEstimator: reparameterised({ samples: size }),
  };
  const noise = normalGrid(size, size, 1);
  const run = (pipeline: Pipeline, drawn: string) => {
    pipeline.batch.columns.observation.set(drawBandits('shut', size, 1).states);
    pipeline.steps[0].executable.inputs[drawn].data.set(noise);
    pipeline.steps[0].executable.run();
    return pipeline.steps[0].executable.outputs;
  };
  const direct = await openBandits(1, size, 'eStep', { ...common, posterior: tanhGaussian({ hidden: [8] }) });
  const objective = run(direct, 'noise/posterior/normal/0')['metric/posterior/objective'].data[0];

  const posterior = iterativeGaussian({ hidden: [8], iterations: 1 });
  const iterative = await openBandits(1, size, 'eStep', { ...common, posterior });
  const [own, given] = [iterative.parameters.views('posterior'), direct.parameters.views('posterior')];
  const first = view(own, 'layer0/kernel').fill(0);
  first.set(view(given, 'layer0/kernel'));
  view(own, 'layer0/bias').set(view(given, 'layer0/bias'));
  const [kernel, bias] = [view(own, 'layer1/kernel'), view(own, 'layer1/bias')];
  const columns = (rows: number) => Array.from({ length: rows }, (_, row) => row);
  // Outputs 0 and 1 are the proposals, 2 and 3 the gates.
  for (const row of columns(8)) kernel.set(view(given, 'layer1/kernel').subarray(2 * row, 2 * row + 2), 4 * row);
  bias.set([...view(given, 'layer1/bias'), -40, -40]);
  const outputs = run(iterative, 'noise/posterior/normal/1');
  expect(outputs['metric/posterior/objective'].data[0]).toBeCloseTo(objective, 5);

  const slopes = [iterative, direct].map((pipeline) => pipeline.parameters.gradientViews('posterior'));
  const [ownSlope, givenSlope] = slopes.map((views) => view(views, 'layer0/kernel'));
  for (const [i, value] of givenSlope.entries()) expect(Math.abs(ownSlope[i] - value)).toBeLessThan(SINGLE_PRECISION);
  const [ownLast, givenLast] = slopes.map((views) => view(views, 'layer1/kernel'));
  for (const row of columns(8))
    for (const column of [0, 1])
      expect(Math.abs(ownLast[4 * row + column] - givenLast[2 * row + column])).toBeLessThan(SINGLE_PRECISION);
});

describe('after learning on payoffs that gradients alone tell', () => {
  // Three standardised components keep their order only: the scale of the gradient is lost.
  for (const { dimension, share } of [
    { dimension: 1, share: 0.15 },
    { dimension: 3, share: 0.5 },
  ])
    it(`each iteration raises the objective towards the soft value (${dimension} of the action)`, async () => {
      const iterations = 3;
      const learned = await openBandits(dimension, 32, 'eStep', {
        posterior: iterativeGaussian({ ...identity, iterations }),
      });
      learnBandits(learned, 700, dimension);
      const bandits = drawBandits('assess', 256, dimension);
      const means: number[] = [];
      let best = 0;
      for (let k = 1; k <= iterations; k++) {
        const posterior = iterativeGaussian({ ...identity, iterations: k });
        const { objective, softValue } = await inferAt(bandits, { posterior }, learned);
        for (const [row, value] of softValue.entries()) expect(objective[row]).toBeLessThanOrEqual(value + 1e-4);
        means.push(mean(objective));
        best = mean(softValue);
      }
      for (let k = 1; k < iterations; k++) expect(means[k]).toBeGreaterThan(means[k - 1]);
      expect((best - means[iterations - 1]) / Math.abs(best)).toBeLessThan(share);
    });
});

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
