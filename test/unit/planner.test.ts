import * as tf from '@tensorflow/tfjs-core';
import { chain, chainModel } from '@vem/envs';
import { compose, type DataSource, definePlugin, type Progress, type Schedule } from '@vem/framework';
import { categorical } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { replay } from '@vem/training';
import { actionValues } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const config = z.strictObject({});
const { transition } = chainModel();

/** The mean next state and the reward of the chain, inside programs. */
const knownStep = definePlugin({
  slot: 'model',
  name: 'known-step',
  description: 'The chain’s own transitions',
  config,
  provides: ['step'],
  inject: [],
  create: () => ({
    program: () => ({
      step: (observation_BO, action_BA) => {
        const moves_AOO = [0, 1].map((action) => tf.tensor2d(transition.map((ofState) => [...ofState[action]])));
        const [left_B1, right_B1] = tf.split(action_BA, 2, 1);
        const next_BO = tf.add(
          tf.mul(left_B1, tf.matMul(observation_BO, moves_AOO[0])),
          tf.mul(right_B1, tf.matMul(observation_BO, moves_AOO[1])),
        );
        const reward_B = tf.sub(
          tf.squeeze(tf.slice(observation_BO, [0, 2], [-1, 1]), [1]),
          tf.mul(0.1, tf.squeeze(right_B1, [1])),
        );
        return { next_BO, reward_B, continue_B: tf.onesLike(reward_B) };
      },
      loss: () => ({ losses: [] }),
    }),
  }),
});

/** Takes the action whose imagined next state is furthest to the right, and records how far that is for each. */
const lookAhead = definePlugin({
  slot: 'behaviour',
  name: 'look-ahead',
  description: 'Plans one step by the model',
  config,
  provides: ['plans'],
  requires: ['model.step', 'environment.finite'],
  inject: [],
  create: () => ({
    columns: [{ name: 'plan', size: 2 }],
    evaluation: 'mode',
    program: (step) => {
      const plan = (observation_NO: tf.Tensor) => {
        const rows = observation_NO.shape[0]!;
        const scores = [0, 1].map((action) => {
          const action_NA = tf.tile(tf.oneHot(tf.tensor1d([action], 'int32'), 2), [rows, 1]);
          const { next_BO } = step.model.step!(observation_NO, tf.cast(action_NA, 'float32'));
          return tf.sum(tf.mul(next_BO, tf.tensor1d([0, 1, 2])), 1);
        });
        const plan_NA = tf.stack(scores, 1);
        const action_NA = tf.cast(tf.oneHot(tf.argMax(plan_NA, 1) as tf.Tensor1D, 2), 'float32');
        return { action_NA, plan_NA };
      };
      return {
        act: (observation_NO) => {
          const { action_NA, plan_NA } = plan(observation_NO);
          return { action_NA, record: { plan: plan_NA } };
        },
        evaluate: (observation_NO) => ({ action_NA: plan(observation_NO).action_NA }),
      };
    },
  }),
});

const slots = () => ({
  ...sac(),
  environment: chain({ timeLimit: 10 }),
  model: knownStep(),
  behaviour: lookAhead(),
  posterior: categorical({ hidden: [8] }),
  valueEstimator: actionValues({ hidden: [8] }),
  data: replay({ batchSize: 8, startAfter: 8 }),
});

describe('a behaviour that plans', () => {
  it('asks the model while it acts, explores, and is evaluated, and records its plans for learners', async () => {
    const run = compose(slots(), { seed: 1 });
    const pipeline = await run.open();
    for await (const _report of run.train({ envSteps: 20 }));
    const { observation, action, plan } = pipeline.batch.columns;
    for (let row = 0; row < 8; row++) {
      const state = observation.subarray(3 * row, 3 * row + 3).indexOf(1);
      expect(action[row]).toBe(1);
      expect(plan[2 * row]).toBeCloseTo(0.8 * Math.max(state - 1, 0) + 0.2 * state, 6);
      expect(plan[2 * row + 1]).toBeCloseTo(0.8 * Math.min(state + 1, 2) + 0.2 * state, 6);
    }
    // To the right all the time: 10 steps at −.1, and 1 for each step but the two or more on the way.
    const { returns } = await run.evaluate({ episodes: 20 });
    for (const value of returns) expect(value).toBeGreaterThan(2);
    run.dispose();
  });
});

describe('a data source that has only so many batches', () => {
  it('says how many there are left, and the schedule uses them up', async () => {
    let left = 0;
    const seen: number[] = [];
    const limited: DataSource = Object.assign(replay({ batchSize: 4, startAfter: 4 }).create(), {
      ready: ({ envSteps }: Progress) => {
        if (envSteps % 4 === 0) left = 3;
        return left > 0;
      },
      batchesLeft: () => left,
    });
    const bySource: Schedule = {
      steps: [['value'], ['eStep', 'temperature']],
      updatesDue: (_progress, _newEnvSteps, batchesLeft) => {
        seen.push(batchesLeft);
        left = 0;
        return batchesLeft;
      },
    };
    const plugin = { config, description: 'for this test', inject: [] } as const;
    const data = definePlugin({ ...plugin, slot: 'data', name: 'limited', create: () => limited });
    const schedule = definePlugin({ ...plugin, slot: 'schedule', name: 'by-source', create: () => bySource });
    const run = compose({ ...slots(), data: data(), schedule: schedule() }, { seed: 1 });
    for await (const _report of run.train({ envSteps: 12 }));
    expect(seen).toEqual([3, 3, 3]);
    expect(run.counters.updates).toBe(9);
    run.dispose();
  });
});
