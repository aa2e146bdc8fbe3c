import { z } from 'zod';

const gymnasium = (text: string, name: string) => `${text} (Gymnasium: ${name})`;

/** A number with its default, and the name that it has in Gymnasium. */
export const weight = (initial: number, text: string, name: string) =>
  z.number().default(initial).describe(gymnasium(text, name));

export const flag = (initial: boolean, text: string, name: string) =>
  z.boolean().default(initial).describe(gymnasium(text, name));

/** Lower and upper bound; null stands for no bound, which JSON has no number for. */
export type Range = readonly [low: number | null, high: number | null];

export const range = (initial: Range, text: string, name: string) =>
  z
    .tuple([z.number().nullable(), z.number().nullable()])
    .refine(([low, high]) => low === null || high === null || low <= high, 'the lower end comes first')
    .default([...initial])
    .describe(gymnasium(`${text}, [low, high], null: unbounded`, name));

/** A range as two numbers. */
export const bounds = ([low, high]: Range): readonly [low: number, high: number] => [
  low ?? Number.NEGATIVE_INFINITY,
  high ?? Number.POSITIVE_INFINITY,
];

export const frameSkip = (initial: number) =>
  z.int().min(1).default(initial).describe(gymnasium('simulation steps per action', 'frame_skip'));

export const resetNoiseScale = (initial: number, text: string) =>
  z.number().min(0).default(initial).describe(gymnasium(text, 'reset_noise_scale'));

export const forwardRewardWeight = (initial: number) =>
  weight(initial, 'reward per m/s forwards', 'forward_reward_weight');

export const ctrlCostWeight = (initial: number) =>
  weight(initial, 'cost per squared control, summed over controls', 'ctrl_cost_weight');

export const terminateWhenUnhealthy = () =>
  flag(true, 'whether leaving a healthy range ends the episode', 'terminate_when_unhealthy');

export const healthyReward = (initial: number) => weight(initial, 'reward per healthy step', 'healthy_reward');

export const excludeCurrentPositions = (which: string) =>
  flag(true, `whether ${which} is left out of the observation`, 'exclude_current_positions_from_observation');

export const include = (what: string, array: string) =>
  flag(true, `whether ${what} are observed`, `include_${array}_in_observation`);
