import { composeUnchecked } from '@vem/framework';
import { redq } from '@vem/presets';
import { qEnsemble, twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { dropout } from '../../packages/framework/src/networks/dropout.js';
import { learn, numbers, openedRuns } from '../support/openedRuns.js';
import { array, engines, runProgram } from '../support/runProgram.js';
import { smallDroq, smallRedq } from '../support/smallEnsembles.js';
import { smallSac } from '../support/smallSac.js';

const open = openedRuns();

describe('an ensemble of critics', () => {
  /** Targets at γ V(s′) of a run whose critic i says i everywhere, over fresh noise. */
  async function minima(critics: number, subset: number, draws: number): Promise<number[]> {
    const pipeline = await open({ ...smallRedq, valueEstimator: qEnsemble({ hidden: [], critics, subset }) });
    for (const { name, data } of pipeline.parameters.views('valueEstimator', 'target')) {
      data.fill(0);
      if (name.endsWith('/bias')) data[0] = Number(/q(\d+)/.exec(name)![1]);
    }
    pipeline.parameters.markChanged('valueEstimator', 'target');
    const [{ executable }] = pipeline.steps;
    const key = executable.inputs['noise/valueEstimator/uniform/0'];
    const target = executable.outputs['metric/valueEstimator/target'];
    // All else stays as it is from run to run.
    const told = () => {
      executable.run();
      return target.data[0];
    };
    const values: number[] = [];
    let state = 1;
    for (let draw = 0; draw < draws; draw++) {
      for (let i = 0; i < key.data.length; i++) {
        state = (state * 48271) % 2147483647;
        key.data[i] = state / 2147483647;
      }
      values.push(told());
    }
    return values;
  }

  it('gives targets the smallest of two that are drawn anew, all pairs alike', async () => {
    const DRAWS = 1200;
    const values = await minima(4, 2, DRAWS);
    const levels = [...new Set(values.map((value) => value.toFixed(4)))].sort((a, b) => Number(a) - Number(b));
    // Of the six pairs of 1 … 4 the smaller is 1 in three, 2 in two, 3 in one; it is never the largest, 4.
    expect(levels).toHaveLength(3);
    for (const [i, share] of [3 / 6, 2 / 6, 1 / 6].entries()) {
      const found = values.filter((value) => value.toFixed(4) === levels[i]).length / DRAWS;
      expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / DRAWS));
    }
    expect(Number(levels[1]) - Number(levels[0])).toBeCloseTo(0.99, 3);
  });

  it('of two, both read, is the pair that SAC has', async () => {
    const critics = { critics: 2, subset: 2, combineForEStep: 'min' as const, hidden: [8] };
    const [pair, ensemble, mean] = await Promise.all(
      [twinQ({ hidden: [8] }), qEnsemble(critics), qEnsemble({ ...critics, combineForEStep: 'mean' })].map(
        async (valueEstimator) => learn(await open({ ...smallSac(), valueEstimator }), 20),
      ),
    );
    for (const group of ['posterior', 'valueEstimator']) expect(numbers(ensemble, group)).toEqual(numbers(pair, group));
    expect(numbers(mean, 'posterior')).not.toEqual(numbers(pair, 'posterior'));
  });

  it('is learned from twenty batches per step, the policy from the last of them', async () => {
    const { schedule } = (await open({ ...smallRedq, schedule: redq().schedule })).slots;
    expect(
      schedule.updatesDue({ envSteps: 5001, updates: 0, rollouts: 0, fraction: 0 }, 1, Number.POSITIVE_INFINITY),
    ).toBe(20);
    const pipeline = learn(await open(smallRedq), 3);
    const before = numbers(pipeline, 'posterior');
    const rows = [...pipeline.batch.columns.observation];
    expect(numbers(learn(pipeline, 3), 'posterior')).toEqual(before);
    learn(pipeline, 4);
    expect(numbers(pipeline, 'posterior')).not.toEqual(before);
    expect([...pipeline.batch.columns.observation]).not.toEqual(rows);
    // Four updates, one environment step.
    const { envSteps } = pipeline.progress;
    learn(pipeline, 8);
    expect(pipeline.progress.envSteps).toBe(envSteps + 1);
  });

  it('has no larger subset than itself', () => {
    const slots = { ...smallRedq, valueEstimator: qEnsemble({ critics: 2, subset: 3 }) };
    expect(() => composeUnchecked(slots, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_ENSEMBLE_SUBSET', slot: 'valueEstimator', received: 3 }),
    );
  });
});

describe('units that are left out', () => {
  it.each(Object.entries(engines))(
    'are a share of all, and the rest make up for them (%s engine)',
    async (_name, engine) => {
      const all = Array.from({ length: 100 }, (_, i) => i);
      const inputs = {
        x: array(
          [10, 10],
          all.map(() => 3),
        ),
        key: array(
          [10, 10],
          all.map((i) => i / 100),
        ),
      };
      const { kept } = await runProgram(engine, inputs, ({ x, key }) => {
        const noise = { uniform: () => key, normal: () => expect.unreachable('units are drawn uniformly') };
        return { kept: dropout(x, 0.25, noise) };
      });
      expect(kept.slice(0, 25)).toEqual(Array(25).fill(0));
      for (const value of kept.slice(25)) expect(value).toBeCloseTo(4, 6);
    },
  );

  it('are drawn for each critic and layer while learning, targets too', async () => {
    const pipeline = await open({
      ...smallDroq,
      valueEstimator: qEnsemble({ hidden: [8, 8], critics: 2, dropout: 0.5, layerNorm: 'every' }),
    });
    const drawn = (step: number) =>
      Object.keys(pipeline.steps[step].executable.inputs).filter((name) => name.startsWith('noise/valueEstimator/'));
    // Two critics of two layers each: at s and at s′; for the policy at s.
    expect(drawn(0)).toHaveLength(8);
    expect(drawn(1)).toHaveLength(4);
  });

  it('change what is learned, by their noise', async () => {
    const pipeline = learn(await open(smallDroq), 2);
    const [{ executable }] = pipeline.steps;
    const q = () => {
      executable.run();
      return executable.outputs['metric/valueEstimator/q'].data[0];
    };
    const masks = Object.entries(executable.inputs).filter(([name]) => name.startsWith('noise/valueEstimator/'));
    const under = (value: number) => {
      for (const [, port] of masks) port.data.fill(value);
      return q();
    };
    // All units take part, a ninth larger each; layers are normalised, so the scale does not matter but for rounding.
    const whole = under(0.99);
    expect(under(0.5)).toBe(whole);
    expect(under(0.05)).not.toBe(whole);
    for (const [, port] of masks) for (let i = 0; i < port.data.length; i++) port.data[i] = (i % 10) / 10;
    expect(q()).not.toBe(whole);
  });
});
