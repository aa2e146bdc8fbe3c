import { quadraticBandit } from '@vem/envs';
import { composeUnchecked, type Pipeline, type SlotMap } from '@vem/framework';
import { bellmanResidual, fixedTemperature, gaussian, steinSampler } from '@vem/posteriors';
import { sacV1, virel } from '@vem/presets';
import { gaussian as gaussianPrior } from '@vem/priors';
import { replay } from '@vem/training';
import { qAndV } from '@vem/values';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/klBounds.json' with { type: 'json' };
import { normalQuantiles } from '../support/normalQuantiles.js';
import { learn, numbers, openedRuns } from '../support/openedRuns.js';
import { SINGLE_PRECISION } from '../support/relative.js';
import { smallSacV1, smallVirel } from '../support/smallValuesOfStates.js';

const open = openedRuns();

type Group = 'posterior' | 'valueEstimator' | 'temperature';
const tensor = (pipeline: Pipeline, group: Group, end: string, copy: 'online' | 'target' = 'online') =>
  pipeline.parameters.views(group, copy).find(({ name }) => name.endsWith(end))!.data;

describe('V that is fitted to Q', () => {
  const ROWS = 1024;
  const { posteriors, prior } = golden.quadratic;

  /** One state, Q linear in the action, the posterior of the quadratic problem: what V is fitted to, and its slope there. */
  async function fixedPoint(regularised: 'sampledKl' | 'none', { alpha, mean, variance }: (typeof posteriors)[number]) {
    const pipeline = await open({
      ...sacV1(),
      environment: quadraticBandit(),
      prior: gaussianPrior({ ...prior, squash: 'identity' }),
      posterior: gaussian({ hidden: [] }),
      temperature: fixedTemperature({ alpha }),
      valueEstimator: qAndV({ hidden: [], regularised, clipActions: false }),
      data: replay({ batchSize: ROWS, capacity: 1 }),
    });
    tensor(pipeline, 'posterior', 'layer0/bias').set([mean, 0.5 * Math.log(variance)]);
    // Q₁ = 3a + ½ is the smaller one; the observation is 0, so V is its bias.
    const setCritic = (critic: string, bias: number) => {
      tensor(pipeline, 'valueEstimator', `${critic}/layer0/kernel`)[1] = 3;
      tensor(pipeline, 'valueEstimator', `${critic}/layer0/bias`)[0] = bias;
    };
    setCritic('q1', 0.5);
    setCritic('q2', 1.5);
    const [{ executable }] = pipeline.steps;
    for (const [name, port] of Object.entries(executable.inputs))
      if (name.startsWith('noise/posterior/')) port.data.set(normalQuantiles(ROWS));
    executable.run();
    const target = executable.outputs['metric/valueEstimator/targetOfV'].data[0];
    tensor(pipeline, 'valueEstimator', 'v/layer0/bias')[0] = target;
    executable.run();
    const slope = pipeline.parameters
      .gradientViews('valueEstimator')
      .find(({ name }) => name.endsWith('v/layer0/bias'))!.data[0];
    return { target, slope };
  }

  it.each(posteriors)('is E[min Q] − α KL where it stands still (α = $alpha)', async (problem) => {
    const { target, slope } = await fixedPoint('sampledKl', problem);
    // On a grid of the normal distribution, whose fourth moment is not quite 3.
    expect(Math.abs(target - (3 * problem.mean + 0.5 - problem.alpha * problem.kl))).toBeLessThan(1e-3);
    expect(Math.abs(slope)).toBeLessThan(SINGLE_PRECISION);
  });

  it.each(posteriors)('is E[min Q] where KL costs are left out (α = $alpha)', async (problem) => {
    const { target, slope } = await fixedPoint('none', problem);
    expect(Math.abs(target - (3 * problem.mean + 0.5))).toBeLessThan(1e-4);
    expect(Math.abs(slope)).toBeLessThan(SINGLE_PRECISION);
  });

  it('is read by its lagging copy in targets', async () => {
    const pipeline = learn(await open(smallSacV1), 3);
    const [{ executable }] = pipeline.steps;
    const target = () => {
      executable.run();
      return executable.outputs['metric/valueEstimator/target'].data[0];
    };
    const before = target();
    tensor(pipeline, 'valueEstimator', 'v/layer1/bias')[0] += 1;
    pipeline.parameters.markChanged('valueEstimator', 'online');
    expect(target()).toBe(before);
    tensor(pipeline, 'valueEstimator', 'v/layer1/bias', 'target')[0] += 1;
    pipeline.parameters.markChanged('valueEstimator', 'target');
    expect(target() - before).toBeCloseTo(0.99, 3);
  });

  it('needs a density where it counts KL costs', () => {
    expect(() => composeUnchecked({ ...smallSacV1, posterior: steinSampler() }, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', slot: 'valueEstimator', path: 'posterior.logProb' }),
    );
  });
});

describe('VIREL', () => {
  it('at a fixed temperature, with the entropy added to values, is the first SAC', async () => {
    const { likelihood } = smallSacV1;
    const fixed = { ...smallVirel, temperature: fixedTemperature({ alpha: 1 }), schedule: smallSacV1.schedule };
    const [first, added, plain] = await Promise.all(
      [
        smallSacV1,
        { ...fixed, likelihood, valueEstimator: qAndV({ hidden: [8] }) },
        { ...fixed, likelihood, valueEstimator: qAndV({ hidden: [8], regularised: 'none' }) },
      ].map(async (slots) => learn(await open(slots as SlotMap), 30)),
    );
    for (const group of ['posterior', 'valueEstimator'] as const)
      expect(numbers(added, group)).toEqual(numbers(first, group));
    expect(numbers(plain, 'valueEstimator')).not.toEqual(numbers(first, 'valueEstimator'));
  });

  it('counts entropy for the policy alone', async () => {
    const pipeline = learn(await open(smallVirel), 4);
    const [{ executable }] = pipeline.steps;
    const gradients = (alpha: number) => {
      tensor(pipeline, 'temperature', 'alpha')[0] = alpha;
      pipeline.parameters.markChanged('temperature', 'online');
      executable.run();
      return (['valueEstimator', 'posterior'] as const).map((group) =>
        pipeline.parameters.gradientViews(group).flatMap(({ data }) => [...data]),
      );
    };
    const [[values, policy], [hotValues, hotPolicy]] = [gradients(0.01), gradients(1)];
    expect(hotValues).toEqual(values);
    expect(hotPolicy).not.toEqual(policy);
  });

  it('measures the residual on 4096 fresh rows', async () => {
    const entries = (await open({ ...virel(), environment: quadraticBandit() })).update.entries;
    const measuring = entries.find(({ entry }) => entry.phases.includes('temperature'))!;
    expect(measuring.entry.rows).toBe('fresh');
    expect(measuring.rows.layout.rows).toBe(4096);
  });

  it('takes α in proportion to it, as a moving mean where some is kept', async () => {
    const [SCALE, MEMORY, GAMMA] = [0.25, 0.75, 0.99];
    const pipeline = await open({
      ...smallVirel,
      valueEstimator: qAndV({ hidden: [], critics: 1, regularised: 'none' }),
      temperature: bellmanResidual({ scale: SCALE, memory: MEMORY, bounds: [1e-9, 1e9] }),
    });
    let expected: number | undefined;
    for (const update of [3, 6, 9]) {
      learn(pipeline, update - 1);
      // What the measurement of the next update reads: networks of one layer, after that update's step.
      const before = tensor(pipeline, 'temperature', 'alpha')[0];
      learn(pipeline, update);
      const { columns } = pipeline.update.entries[1].rows;
      const linear = (network: string, copy: 'online' | 'target', input: readonly number[]) => {
        const kernel = tensor(pipeline, 'valueEstimator', `${network}/layer0/kernel`, copy);
        const [bias] = tensor(pipeline, 'valueEstimator', `${network}/layer0/bias`, copy);
        return input.reduce((sum, x, i) => sum + x * kernel[i], bias);
      };
      const squares = Array.from({ length: 32 }, (_, row) => {
        const three = (column: string) => [...columns[column].subarray(3 * row, 3 * row + 3)];
        const q = linear('q1', 'online', [...three('observation'), columns.action[row]]);
        // Copies have followed since; what they were is undone.
        const next = three('nextObservation');
        const [v, lagging] = [linear('v', 'online', next), linear('v', 'target', next)];
        const then = (lagging - 0.005 * v) / (1 - 0.005);
        return (q - 3 * columns.reward[row] - GAMMA * then) ** 2;
      });
      const measured = SCALE * (squares.reduce((sum, square) => sum + square, 0) / squares.length);
      expected = expected === undefined ? measured : MEMORY * before + (1 - MEMORY) * measured;
      const alpha = tensor(pipeline, 'temperature', 'alpha')[0];
      expect(Math.abs(alpha / expected - 1)).toBeLessThan(1e-4);
    }
  });
});
