import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Inference } from './inference.js';

/** Mean, and standard deviation over episodes. */
export interface OverEpisodes {
  readonly mean: number;
  readonly std: number;
}

/** What is told of an agent's inference; index k of iterations counts from 0 at the start. */
export interface InferenceSummary {
  readonly environment: string;
  readonly iterations: number;
  /** In reward units. */
  readonly alpha: number;
  readonly states: number;
  /** [K + 1], mean objective over all states, in reward units, and that of the best Gaussian of each. */
  readonly objective: readonly number[];
  readonly best: number;
  /** [K + 1], how much better than the start, in reward units. */
  readonly absolute: readonly OverEpisodes[];
  /** [K + 1], the same as a share of the size of the start's objective. */
  readonly relative: readonly OverEpisodes[];
  /** [K], share of states whose objective an iteration raises. */
  readonly rises: readonly number[];
  /** [K], share of states whose objective an iteration raises, or lowers by less than 1 % of what there was to gain at the start. */
  readonly holds: readonly number[];
  /** Best less last objective: in reward units, in nats of divergence, and as a share of what there was to gain; of iterations only. */
  readonly gap: number;
  readonly gapNats: number;
  readonly gapShare: number | undefined;
}

/** Of what there was to gain: a step back of less is the noise of a few action samples, not a failure of the update. */
const SLACK = 0.01;

const overEpisodes = (values: number[]): OverEpisodes => ({
  mean: mean(values),
  std: values.length < 2 ? 0 : sampleStandardDeviation(values),
});

export function summaryOf({ environment, iterations, alpha, episode, objective, best }: Inference): InferenceSummary {
  const start = objective[0];
  const episodes = [...new Set(episode)];
  /** [episodes], means over an episode's states. */
  const byEpisode = (values: readonly number[]) =>
    episodes.map((which) => mean(values.filter((_, state) => episode[state] === which)));
  const starts = byEpisode(start);
  const gained = objective.map((values) => byEpisode(values).map((value, i) => value - starts[i]));
  const share = (holds: (k: number, state: number) => boolean) =>
    objective.slice(1).map((_, i) => mean(start.map((_value, state) => (holds(i + 1, state) ? 1 : 0))));
  const rise = (k: number, state: number) => objective[k][state] - objective[k - 1][state];
  const gap = mean(best) - mean(objective.at(-1)!);
  return {
    environment,
    iterations,
    alpha,
    states: episode.length,
    objective: objective.map(mean),
    best: mean(best),
    absolute: gained.map(overEpisodes),
    relative: gained.map((values) => overEpisodes(values.map((value, i) => value / Math.abs(starts[i])))),
    rises: share((k, state) => rise(k, state) > 0),
    holds: share((k, state) => rise(k, state) > -SLACK * (best[state] - start[state])),
    gap,
    gapNats: gap / alpha,
    gapShare: iterations === 0 ? undefined : gap / (mean(best) - mean(start)),
  };
}
