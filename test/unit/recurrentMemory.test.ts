import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { cartPole, pendulum, pendulumWithoutVelocity } from '@vem/envs';
import {
  type BoundSlot,
  box,
  composeUnchecked,
  defineEnvironment,
  definePlugin,
  environmentPlugin,
  loadPolicy,
  observationSpace,
  type SlotMap,
  Tokens,
} from '@vem/framework';
import { fixedTemperature, tanhGaussian } from '@vem/posteriors';
import { ppo, recurrentSac, sac } from '@vem/presets';
import { gru, offPolicy, replay, samplePosterior, sequenceReplay } from '@vem/training';
import { twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const UNITS = 3;

/** Episodes of 4 + (number of the environment's steps so far) % 3 steps; ends by its own rule or by the time limit in turns. */
const short = environmentPlugin(
  defineEnvironment({
    id: 'Short',
    description: 'Short episodes of waves',
    source: 'test',
    config: z.strictObject({}),
    observation: observationSpace({ wave: 2 }),
    action: box({ low: [-1], high: [1] }),
    timeLimit: 6,
    create: () => ({
      stateSize: 2,
      reset(state, stream) {
        state[0] = stream.normal();
        state[1] = 0;
      },
      step(state, action, outcome) {
        state[0] = Math.sin(3 * state[0] + action[0]);
        state[1] += 1;
        outcome.reward = action[0];
        outcome.terminated = state[1] === 4 && state[0] > 0;
      },
      observe(state, observation) {
        observation[0] = state[0];
        observation[1] = Math.cos(state[0]);
      },
    }),
  }),
);

/** Publishes what programs see of the batch; a memory is learned with it. */
const showing = definePlugin({
  slot: 'valueEstimator',
  name: 'showing',
  description: 'Publishes observations',
  config: z.strictObject({}),
  provides: ['q', 'actionGradient'],
  inject: [Tokens.parameters],
  create: (_options, parameters) => {
    parameters.group('valueEstimator', {}).declare('bias', [], (target) => target.fill(0.1));
    return {
      program: (step) => ({
        q: (observation_BO, { action_SBA }) => tf.add(tf.sum(observation_BO, 1), tf.sum(action_SBA, 2)),
        loss: () => {
          const { observation_BO, nextObservation_BO } = step.batch;
          const { bias } = step.parameters('valueEstimator');
          const value = tf.mul(tf.square(bias), tf.mean(tf.square(observation_BO)));
          return {
            losses: [{ value, group: 'valueEstimator', rows: 'mean' }],
            results: { observation_BO, nextObservation_BO },
          };
        },
      }),
    };
  },
})() as BoundSlot<'valueEstimator'>;

const N = 2;
const small = (data: BoundSlot<'data'>) => ({
  ...recurrentSac(),
  environment: short(),
  posterior: tanhGaussian({ hidden: [4] }),
  valueEstimator: showing,
  memory: gru({ units: UNITS }),
  temperature: fixedTemperature(),
  behaviour: samplePosterior({ warmUpSteps: 20 }),
  data,
  schedule: offPolicy({ steps: [['value'], ['eStep']] }),
});

/** A run that acted for so many steps and learned nothing, with the batch of its replay. */
async function acted(length: number, burnIn: number, steps: number) {
  const data = sequenceReplay({ length, burnIn, batchSize: 6, capacity: 1000, startAfter: 0 });
  const run = composeUnchecked(small(data), { seed: 1, environments: N });
  const pipeline = await run.open();
  for (let t = 0; t < steps; t++) {
    pipeline.data.append(pipeline.actor.act(pipeline.progress));
    pipeline.countSteps(N);
  }
  return { run, pipeline };
}

describe('a learned memory', () => {
  it.each([
    [5, 0],
    [4, 3],
  ])('is along sequences what it was while acting, over ends of episodes (T = %i, K = %i)', async (length, burnIn) => {
    const { run, pipeline } = await acted(length, burnIn, 60);
    const [step] = pipeline.steps;
    const width = 2 + UNITS;
    let ends = 0;
    for (let draw = 0; draw < 10; draw++) {
      pipeline.batch.fill();
      const { columns, before } = pipeline.batch;
      // Only what was stored at the very first step counts; later ones are found again.
      const start = (before ?? columns).observation.slice(0, 6 * width);
      const seen = columns.observation.slice();
      const ended = columns.terminated.map((flag, row) => flag + columns.truncated[row]);
      ends += ended.reduce((sum, flag) => sum + flag, 0);
      // No gradient is followed: parameters stay as they were.
      step.executable.run();
      const [observation, next] = ['observation_BO', 'nextObservation_BO'].map(
        (name) => step.executable.outputs[`result/value/${name}`].data,
      );
      expect(start.length).toBe(6 * width);
      for (let row = 0; row < length * 6; row++) {
        expect([...observation.subarray(row * width, row * width + 2)]).toEqual([
          ...seen.subarray(row * width, row * width + 2),
        ]);
        for (let m = 2; m < width; m++) {
          // What the actor carried on, it had left behind this very observation.
          const carried = columns.nextObservation[row * width + m];
          expect(observation[row * width + m]).toBeCloseTo(carried, 5);
          // One row later, in the same episode, it is what the next state was seen with.
          if (row + 6 < length * 6 && ended[row] === 0)
            expect(next[row * width + m]).toBeCloseTo(observation[(row + 6) * width + m], 5);
        }
      }
    }
    expect(ends).toBeGreaterThan(10);
    run.dispose();
  });

  it('begins at zero in every episode and goes on while others act', async () => {
    const { run, pipeline } = await acted(5, 0, 12);
    const width = 2 + UNITS;
    for (let t = 0; t < 40; t++) {
      const { columns } = pipeline.actor.act(pipeline.progress);
      const next = columns.nextObservation.slice();
      const ended = columns.terminated.map((flag, n) => flag + columns.truncated[n]);
      // Of the steps before, uniform actions too.
      expect(next.subarray(2, width).some((value) => value !== 0)).toBe(true);
      const after = pipeline.actor.act(pipeline.progress).columns.observation;
      for (let n = 0; n < N; n++) {
        const stored = [...after.subarray(n * width + 2, (n + 1) * width)];
        const left = [...next.subarray(n * width + 2, (n + 1) * width)];
        expect(stored).toEqual(ended[n] === 1 ? [0, 0, 0] : left);
      }
    }
    run.dispose();
  });

  it('acts in stored policies as it does in the run', async () => {
    const run = composeUnchecked(
      {
        ...recurrentSac(),
        environment: pendulumWithoutVelocity(),
        posterior: tanhGaussian({ hidden: [8] }),
        valueEstimator: twinQ({ hidden: [8] }),
        memory: gru({ units: UNITS }),
        behaviour: samplePosterior({ warmUpSteps: 20 }),
        data: sequenceReplay({ length: 4, burnIn: 2, batchSize: 4, capacity: 500, startAfter: 30 }),
      },
      { seed: 1 },
    );
    for await (const _report of run.train({ envSteps: 60 }));
    const folder = mkdtempSync(join(tmpdir(), 'vem-recurrent-'));
    try {
      await run.save(join(folder, 'policy'));
      const policy = await loadPolicy(join(folder, 'policy'));
      const seen = [0, 0.3, 0.5, 0.4].map((angle) => [Math.cos(angle), Math.sin(angle)]);
      const played = seen.map((observation) => policy.act(observation)[0]);
      // The same picture, another past.
      policy.startEpisode();
      const fresh = policy.act(seen[3])[0];
      expect(Math.abs(fresh - played[3])).toBeGreaterThan(1e-5);
      policy.startEpisode();
      expect(seen.map((observation) => policy.act(observation)[0])).toEqual(played);
      policy.dispose();

      // A run that goes on with these parameters sees the same.
      const [first, again] = [await run.evaluate({ episodes: 2 }), await run.evaluate({ episodes: 2 })];
      expect(again.returns).toEqual(first.returns);
    } finally {
      rmSync(folder, { recursive: true });
      run.dispose();
    }
  });

  it('is refused where it could not be learned, or where nobody has one', () => {
    const missing = (slots: SlotMap, path: string) =>
      expect(() => composeUnchecked(slots, { seed: 1 })).toThrow(
        expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path }),
      );
    missing({ ...recurrentSac(), environment: pendulum(), data: replay() }, 'data.sequences');
    missing({ ...ppo(), environment: cartPole(), memory: gru() }, 'data.sequences');
    const data = sequenceReplay({ burnIn: 4 });
    missing({ ...sac(), environment: pendulum(), data }, 'memory.recurrent');
  });
});
