import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { imaginedStep } from '../../packages/models/src/learned/imagined.js';
import type { Predictions } from '../../packages/models/src/learned/predictions.js';
import { array, engines, runProgram } from '../support/runProgram.js';

/** Members that predict, as the reward, who they are; the observation stays what it is. */
const naming = (rowsPerMember: number, members: number) =>
  ({
    observation: 1,
    rowsPerMember,
    scales: {
      input: (_own: unknown, x: tf.Tensor) => x,
      outcome: (_own: unknown, x: tf.Tensor) => x,
      distance: (_own: unknown, x_BI: tf.Tensor) => tf.sum(x_BI, 1),
    },
    raw: (_own: unknown, x_MBI: tf.Tensor, asked_M: tf.Tensor) => {
      const [asked, rows] = x_MBI.shape as [number, number, number];
      expect(asked).toBe(members);
      const name_MB1 = tf.tile(tf.reshape(tf.cast(asked_M, 'float32'), [asked, 1, 1]), [1, rows, 1]);
      return tf.concat([tf.zerosLike(name_MB1), name_MB1], 2);
    },
    outcomeOf: (_own: unknown, mean: tf.Tensor) => ({ mean }),
    continuation: () => undefined,
  }) as unknown as Predictions;

const ELITE = [6, 0, 3];

/** Who answered for each row. */
async function answered(open: (typeof engines)[string], rows: number, rowsPerMember: number, draw: number) {
  const members = Math.max(1, Math.min(3, Math.floor(rows / rowsPerMember)));
  const given = {
    observation: array(
      [rows, 1],
      Array.from({ length: rows }, (_, row) => row),
    ),
    action: array([rows, 1], new Array<number>(rows).fill(0)),
    elite: array([3], ELITE),
    uniform: array([1], [draw]),
  };
  const { reward, next } = await runProgram(open, given, ({ observation, action, elite, uniform }) => {
    const asked = { observation_BO: observation, action_BA: action };
    const own = { model: {}, scale: {} };
    const { reward_B, next_BO } = imaginedStep(naming(rowsPerMember, members), own, elite, asked, {
      uniform: () => uniform,
    });
    return { reward: reward_B, next: next_BO };
  });
  // Each row has its own answer.
  expect(next).toEqual(given.observation.values);
  return reward;
}

for (const [engine, open] of Object.entries(engines))
  describe(`who is asked, on the ${engine} engine`, () => {
    it.each([
      ['all of the elite, as there are rows enough', 7, 2, 3],
      ['two of them', 7, 3, 2],
      ['one of them, as there are few rows', 4, 32, 1],
      ['all of them, however few rows', 4, 1, 3],
    ])('is %s, in turn', async (_what, rows, rowsPerMember, members) => {
      const draws = [0, 0.4, 0.9];
      const all = await Promise.all(draws.map((draw) => answered(open, rows, rowsPerMember, draw)));
      for (const [offset, names] of all.entries())
        expect(names).toEqual(Array.from({ length: rows }, (_, row) => ELITE[((row % members) + offset) % 3]));
      // Each row's member is uniform over the elite.
      for (let row = 0; row < rows; row++) expect(new Set(all.map((names) => names[row])).size).toBe(3);
    });
  });
