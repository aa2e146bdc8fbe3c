import { mean } from 'simple-statistics';
import { meanInterval } from '../statistics/student.js';
import type { RunGroup } from './groups.js';
import { finishedResult } from './rows.js';

/** A learning curve: test return over environment steps. */
export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly envSteps: number;
  /** Mean over seeds. */
  readonly mean: number;
  /** Student's 95 % interval of the mean over seeds; the mean itself where nothing is known of the spread. */
  readonly low: number;
  readonly high: number;
}

/** The curve of the finished runs of a group, at the steps at which all of them were evaluated. */
export function learningCurve({ name, runs }: RunGroup): Curve {
  const finished = runs.filter((run) => finishedResult(run) !== undefined);
  const returns = new Map<number, number[]>();
  for (const { evaluations } of finished)
    for (const { kind, envSteps, meanReturn } of evaluations)
      if (kind === 'curve') returns.set(envSteps, [...(returns.get(envSteps) ?? []), meanReturn]);
  const points = [...returns]
    .filter(([, values]) => values.length === finished.length)
    .sort(([a], [b]) => a - b)
    .map(([envSteps, values]) => {
      const centre = mean([...values]);
      const [low, high] = meanInterval(values) ?? [centre, centre];
      return { envSteps, mean: centre, low, high };
    });
  return { name, points };
}
