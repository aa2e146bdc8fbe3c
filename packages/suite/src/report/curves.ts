import { mean } from 'simple-statistics';
import { bootstrapInterval } from '../statistics/bootstrap.js';
import type { RunGroup } from './groups.js';
import { finishedResult, statisticsStream } from './rows.js';

/** A learning curve: test return over environment steps. */
export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly envSteps: number;
  /** Mean over seeds. */
  readonly mean: number;
  /** 95 % percentile bootstrap interval of the mean over seeds. */
  readonly low: number;
  readonly high: number;
}

/** Resamples per point; the ends of a drawn band need no more. */
const RESAMPLES = 2000;

const average = (values: readonly number[]): number => mean([...values]);

/** The curve of the finished runs of a group, at the steps at which all of them were assessed. */
export function learningCurve({ name, environment, runs }: RunGroup): Curve {
  const finished = runs.filter((run) => finishedResult(run) !== undefined);
  const returns = new Map<number, number[]>();
  for (const { evaluations } of finished)
    for (const { kind, envSteps, meanReturn } of evaluations)
      if (kind === 'curve') returns.set(envSteps, [...(returns.get(envSteps) ?? []), meanReturn]);
  const stream = statisticsStream(`curve/${name}/${environment}`);
  const points = [...returns]
    .filter(([, values]) => values.length === finished.length)
    .sort(([a], [b]) => a - b)
    .map(([envSteps, values]) => {
      const [low, high] = bootstrapInterval(values, average, stream, { resamples: RESAMPLES });
      return { envSteps, mean: average(values), low, high };
    });
  return { name, points };
}
