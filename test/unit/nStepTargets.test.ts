import * as tf from '@tensorflow/tfjs-core';
import { chain, lqr } from '@vem/envs';
import { type BoundSlot, composeUnchecked, definePlugin, type SlotMap, Streams } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { mpo } from '@vem/presets';
import { offPolicy, replay } from '@vem/training';
import { exactSum, expectation, logSumExp, nStep } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const GAMMA = 0.9;
const SCALE = 2;

/** Ten times the last entry of the observation, whatever is done; publishes the targets that it should be fitted to. */
const known = definePlugin({
  slot: 'valueEstimator',
  name: 'known',
  description: 'A function of the observation',
  config: z.strictObject({}),
  provides: ['q', 'qAll', 'actionGradient'],
  inject: [],
  create: () => ({
    program: (step) => {
      const value_B1 = (observation_BO: tf.Tensor) => {
        const [rows, size] = observation_BO.shape as [number, number];
        return tf.mul(10, tf.slice(observation_BO, [0, size - 1], [rows, 1]));
      };
      return {
        q: (observation_BO, { action_SBA }) =>
          tf.add(tf.squeeze(value_B1(observation_BO), [1]), tf.mul(0, tf.sum(action_SBA, -1))),
        qAll: (observation_BO) => tf.tile(value_B1(observation_BO), [1, 2]),
        loss: () => ({ losses: [], results: { target_B: step.returns.target() } }),
      };
    },
  }),
})() as BoundSlot<'valueEstimator'>;

/** Episodes by the value of their states; the last step of each ends as it says. */
const EPISODES = [
  { states: [0.1, 0.2, 0.3, 0.4, 0.5], end: 'terminated' },
  { states: [0.6, 0.7, 0.8], end: 'truncated' },
  { states: [0.9, 1, 1.1, 1.2], end: 'goes on' },
] as const;

interface Row {
  readonly state: number;
  readonly reward: number;
  readonly next: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

const rows: Row[] = EPISODES.flatMap(({ states, end }) =>
  states.slice(0, -1).map((state, t) => {
    const last = t === states.length - 2;
    return {
      state,
      reward: state * state - 1,
      next: states[t + 1],
      terminated: last && end === 'terminated',
      truncated: last && end === 'truncated',
    };
  }),
);

/** The n-step target from each row, by its definition. */
function expected(window: number): number[] {
  return rows.map((_, start) => {
    let sum = 0;
    for (let k = 0; ; k++) {
      const { reward, next, terminated, truncated } = rows[start + k];
      sum += GAMMA ** k * SCALE * reward;
      if (terminated) return sum;
      const last = k + 1 === window || truncated || start + k + 1 === rows.length;
      if (last) return sum + GAMMA ** (k + 1) * 10 * next;
    }
  });
}

/** The targets of every recorded row. @param width - entries of an observation, the state last */
async function targets(window: number, width: number, slots: SlotMap): Promise<number[]> {
  const run = composeUnchecked(
    {
      ...mpo(),
      likelihood: optimality({ rewardScale: SCALE }),
      valueEstimator: known,
      returns: nStep({ discount: GAMMA }),
      data: replay({ window, batchSize: rows.length, capacity: 100 }),
      schedule: offPolicy({ steps: [['value'], ['eStep', 'mStep', 'temperature']] }),
      ...slots,
    },
    { seed: 1 },
  );
  const pipeline = await run.open();
  const observation = (state: number) => [...Array.from({ length: width - 1 }, () => 0), state];
  for (const { state, reward, next, terminated, truncated } of rows) {
    const columns = {
      observation: observation(state),
      action: [0],
      reward: [reward],
      nextObservation: observation(next),
    };
    const ends = { terminated: [Number(terminated)], truncated: [Number(truncated)] };
    const arrays = Object.entries({ ...columns, ...ends }).map(([name, values]) => [name, Float32Array.from(values)]);
    pipeline.data.append({ count: 1, columns: Object.fromEntries(arrays) });
  }
  let row = 0;
  const { columns: batch } = pipeline.batch;
  pipeline.data.fill(batch, rows.length, Object.assign(new Streams(1).stream('rows'), { integer: () => row++ }));
  pipeline.steps[0].run(pipeline.progress);
  const found = [...pipeline.steps[0].executable.outputs['result/value/target_B'].data];
  run.dispose();
  return found;
}

describe('n-step targets', () => {
  const kinds: readonly (readonly [string, number, SlotMap])[] = [
    ['by samples', 1, { environment: lqr(), bootstrap: expectation({ who: 'prior', samples: 3 }) }],
    ['by exact sums', 3, { environment: chain(), bootstrap: exactSum({ who: 'prior', regularised: 'none' }) }],
  ];
  for (const [kind, width, slots] of kinds)
    it.each([1, 2, 3, 7])(
      `${kind} are the sums of their definition, over ends of episodes (n = %i)`,
      async (window) => {
        const [found, wanted] = [await targets(window, width, slots), expected(window)];
        for (const [i, value] of found.entries()) expect(value, `row ${i}`).toBeCloseTo(wanted[i], 4);
      },
    );

  it('are refused where the steps in between would cost a divergence', () => {
    const open = (bootstrap: BoundSlot<'bootstrap'>) =>
      composeUnchecked(
        { ...mpo(), environment: chain(), data: replay({ window: 2 }), returns: nStep(), bootstrap },
        { seed: 1 },
      );
    for (const bootstrap of [exactSum(), logSumExp()])
      expect(() => open(bootstrap)).toThrow(
        expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'bootstrap.plain' }),
      );
  });
});
