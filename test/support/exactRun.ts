import { composeUnchecked, type Evaluation, type Run, type SlotMap } from '@vem/framework';

/** What an exact run left: float64 tables of its value estimator and posterior, and metrics of its updates. */
export interface Solved {
  /** [T, S, A], [T, S] */
  readonly q: readonly number[];
  readonly value: readonly number[];
  /** [T, S, A], π */
  readonly posterior: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly run: Run;
  evaluate(episodes: number): Promise<Evaluation>;
}

const numbers = (value: unknown): number[] => [...(value as Float64Array)];

/** Solves before the first environment step, and takes none. */
export async function solved(slots: SlotMap, seed = 1): Promise<Solved> {
  const run = composeUnchecked(slots, { seed });
  const pipeline = await run.open();
  const metrics: Record<string, number> = {};
  for await (const report of run.train({ envSteps: 0 })) Object.assign(metrics, report.metrics);
  const { q, value } = pipeline.slots.valueEstimator!.state!();
  const { logProb } = pipeline.slots.posterior!.state?.() ?? {};
  return {
    q: numbers(q),
    value: numbers(value),
    posterior: logProb === undefined ? [] : numbers(logProb).map(Math.exp),
    metrics,
    run,
    evaluate: (episodes) => run.evaluate({ episodes }),
  };
}
