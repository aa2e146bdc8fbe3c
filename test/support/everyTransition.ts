import type { TabularModel } from '@vem/envs';
import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** One row of a batch. */
export interface Transition {
  readonly observation: readonly number[];
  readonly action: number;
  readonly reward: number;
  readonly nextObservation: readonly number[];
  readonly terminated: boolean;
  /** Default: false. */
  readonly truncated?: boolean;
}

/**
 * A data source whose every batch is the same list of transitions, whatever is acted. Means over it are expectations
 * where each outcome occurs in proportion to its probability.
 */
export const everyTransition = (transitions: readonly Transition[]) =>
  definePlugin({
    slot: 'data',
    name: 'every-transition',
    description: 'The same transitions again and again',
    config: z.strictObject({}),
    provides: ['replay'],
    inject: [],
    create: () => ({
      batchSize: transitions.length,
      open: (columns) => columns,
      append: () => {},
      ready: () => true,
      fill: (batch) => {
        const columns = {
          observation: transitions.flatMap((row) => row.observation),
          action: transitions.map((row) => row.action),
          reward: transitions.map((row) => row.reward),
          nextObservation: transitions.flatMap((row) => row.nextObservation),
          terminated: transitions.map((row) => Number(row.terminated)),
          truncated: transitions.map((row) => Number(row.truncated ?? false)),
        };
        for (const [name, values] of Object.entries(columns)) batch[name]?.set(values);
      },
      state: () => ({}),
      restore: () => {},
    }),
  })();

const oneHot = (index: number, count: number) => Array.from({ length: count }, (_, i) => Number(i === index));

/**
 * All transitions of a model with one-hot observations, each state and action equally often and each outcome in
 * proportion to its probability.
 *
 * @param perPair - rows per state and action; every probability must be a multiple of 1 / perPair
 */
export function transitionsOf(model: TabularModel, perPair: number): readonly Transition[] {
  const { states, actions, transition, reward, terminal } = model;
  const rows: Transition[] = [];
  for (let s = 0; s < states; s++) {
    if (terminal[s]) continue;
    for (let action = 0; action < actions; action++) {
      for (let next = 0; next < states; next++) {
        const count = transition[s][action][next] * perPair;
        if (Math.abs(count - Math.round(count)) > 1e-9) throw new RangeError(`${count} rows of ${s}, ${action}`);
        const row: Transition = {
          observation: oneHot(s, states),
          action,
          reward: reward[s][action][next],
          nextObservation: oneHot(next, states),
          terminated: terminal[next],
        };
        for (let i = 0; i < Math.round(count); i++) rows.push(row);
      }
    }
  }
  return rows;
}

/** Of bandits that the observation tells apart (`TaskBandit`): every action of every task, once. */
export const everyTaskAndAction = (payoffs: readonly (readonly number[])[]) =>
  everyTransition(
    payoffs.flatMap((row, task) =>
      row.map((reward, action) => {
        const observation = [1, ...oneHot(task, payoffs.length)];
        return { observation, action, reward, nextObservation: observation, terminated: true };
      }),
    ),
  );
