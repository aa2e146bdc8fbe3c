import { chainModel } from '@vem/envs';
import type { Tables } from './plannedTables.js';

export const logMeanExp = (values: readonly number[]): number =>
  Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0) / values.length);

const { transition, reward, terminal } = chainModel({ success: 1 });
const discount = 0.9;
const next = (s: number, a: number) => transition[s][a].indexOf(1);
const tables: Tables = {
  transition,
  reward: reward.map((ofState, s) => ofState.map((ofAction, a) => ofAction[next(s, a)])),
  terminal,
};
const backup = (value: readonly number[]) =>
  tables.reward.map((ofState, s) => ofState.map((r, a) => r + discount * value[next(s, a)]));
let value: readonly number[] = reward.map(() => 0);
for (let i = 0; i < 400; i++) value = backup(value).map(logMeanExp);

/** The chain whose moves succeed, and what soft value iteration says of it: temperature 1, uniform prior, normalised. */
export const softChain = {
  tables,
  discount,
  /** V(s) */
  value,
  /** π(a|s) = p exp(Q − V) */
  policy: backup(value).map((q_A, s) => q_A.map((q) => Math.exp(q - value[s]) / 2)),
} as const;
