import { z } from 'zod';
import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import type { EvaluationLine } from '../store/runResult.js';

/** One line of `metrics.jsonl`. */
export const metricLine = z.object({
  envSteps: z.number(),
  updates: z.number(),
  /** Training episodes that ended since the line before. */
  episodes: z.number(),
  episodeReturn: z.number().optional(),
  metrics: z.record(z.string(), z.number()),
});
export type MetricLine = z.infer<typeof metricLine>;

/** Smallest, largest and standard deviation of some numbers. */
export interface Spread {
  readonly low: number;
  readonly high: number;
  readonly std: number;
}

/** What was seen in the environment itself. */
export interface Probe {
  /** Rewards of so many steps under random actions, and how many of these ended an episode by the environment's rule. */
  readonly randomRewards: Spread & { readonly steps: number; readonly nonZero: number; readonly terminated: number };
  /** Of each part of the observation, over entries and steps, under random actions. */
  readonly observation: readonly (Spread & { readonly name: string })[];
  /** Share of the stored policy's actions, sampled as in training, that stand at a bound; absent where there are none. */
  readonly saturated?: number;
}

/** All that a diagnosis looks at. */
export interface Evidence {
  readonly config: ExperimentConfig;
  readonly lines: readonly MetricLine[];
  readonly evaluations: readonly EvaluationLine[];
  /** The kind and size of actions, where the environment could be asked. */
  readonly action?: { readonly kind: 'box' | 'finite'; readonly size: number };
  readonly probe?: Probe;
}

/** Something that may keep a run from learning, and what to try. */
export interface Finding {
  readonly name: string;
  /** What was seen, with numbers. */
  readonly seen: string;
  readonly tries: readonly string[];
}

/** What looks for one thing; undefined: it is not so, or cannot be told. */
export type Symptom = (evidence: Evidence) => Finding | undefined;

/** The values of the first of these metrics that was logged, in order of time. */
export function series({ lines }: Evidence, ...names: readonly string[]): number[] {
  for (const name of names) {
    const values = lines.flatMap(({ metrics }) => (name in metrics ? [metrics[name]] : []));
    if (values.length > 0) return values;
  }
  return [];
}

/** The last part of a series, one value at least. */
export const lastPart = <T>(values: readonly T[], share: number): T[] =>
  values.slice(Math.min(values.length - 1, Math.floor(values.length * (1 - share))));

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A number among a slot's options. */
export function optionOf({ config }: Evidence, slot: string, option: string): number | undefined {
  const value = config.slots[slot]?.[option];
  return typeof value === 'number' ? value : undefined;
}

/** A number for people: three significant digits. */
export const shown = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 }).replace('-', '−');
