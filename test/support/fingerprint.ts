import { compose, type Evaluation, type Run } from '@vem/framework';
import { smallSac } from './smallSac.js';

/** Everything that a run came to: all its networks and what they score. */
export interface Fingerprint {
  readonly parameters: string;
  readonly returns: readonly number[];
  readonly sampledReturns: readonly number[];
}

/** Enough to learn for a while after the random start, with the policy acting. */
export const ENVIRONMENT_STEPS = 400;

export interface TrainingOptions {
  readonly seed: number;
  /** Between steps of the run, every 100 environment steps. */
  readonly interrupt?: (run: Run) => unknown;
  readonly evaluateEvery?: number;
  readonly evaluateEpisodes?: number;
}

/** Trains a small SAC and says what it came to. */
export async function fingerprint({ seed, interrupt, ...options }: TrainingOptions): Promise<Fingerprint> {
  const run = compose(smallSac(), { seed, environments: 2 });
  for await (const _ of run.train({ envSteps: ENVIRONMENT_STEPS, reportEvery: 100, ...options }))
    await interrupt?.(run);
  const returns = ({ returns: values }: Evaluation) => values;
  const result = {
    parameters: run.parameterHash(),
    returns: returns(await run.evaluate({ episodes: 2 })),
    sampledReturns: returns(await run.evaluate({ episodes: 2, stochastic: true })),
  };
  run.dispose();
  return result;
}
