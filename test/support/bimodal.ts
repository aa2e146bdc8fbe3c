import * as tf from '@tensorflow/tfjs-core';
import { pointMass, quadraticBandit } from '@vem/envs';
import { composeUnchecked, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { uniform } from '@vem/priors';
import { adam, offPolicy, replay } from '@vem/training';
import { knownQ } from './knownQ.js';

const START = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 } as const;
export const BIMODAL_ALPHA = 0.2;

/** Q(a) = −4 (|a₀| − ½)² − 2 Σ_{i>0} a_i²: two modes of the first dimension, at ±½. */
const payoff = (action: readonly number[]) =>
  -4 * (Math.abs(action[0]) - 0.5) ** 2 - 2 * action.slice(1).reduce((sum, value) => sum + value * value, 0);

const bimodalQ = () =>
  knownQ((action_SBA) => {
    const [first, ...rest] = tf.unstack(action_SBA, -1);
    const bumps = tf.mul(-4, tf.square(tf.sub(tf.abs(first), 0.5)));
    return rest.reduce((sum: tf.Tensor, value) => tf.sub(sum, tf.mul(2, tf.square(value))), bumps);
  });

/** α log E_p e^{Q/α} under the uniform density on the box: the most that any posterior reaches. */
export function bimodalSoftValue(dimension: 1 | 2): number {
  const points = Array.from({ length: 2000 }, (_, i) => (i + 0.5) / 1000 - 1);
  const meanOf = (q: (a: number) => number) =>
    points.reduce((sum, a) => sum + Math.exp(q(a) / BIMODAL_ALPHA), 0) / points.length;
  const first = meanOf((a) => payoff([a]));
  return BIMODAL_ALPHA * (Math.log(first) + (dimension === 2 ? Math.log(meanOf((a) => -2 * a * a)) : 0));
}

export interface BimodalOptions {
  readonly dimension?: 1 | 2;
  /** Posterior and gradient estimator. */
  readonly slots: SlotMap;
  readonly rows?: number;
  readonly learningRate?: number;
}

/** The shipped E-step of a posterior in one state whose Q has two modes, under the normalised uniform prior. */
export class Bimodal {
  readonly #run: Run;
  readonly pipeline: Pipeline;

  private constructor(run: Run, pipeline: Pipeline) {
    this.#run = run;
    this.pipeline = pipeline;
  }

  static async open({ dimension = 1, slots, rows = 64, learningRate = 0.01 }: BimodalOptions): Promise<Bimodal> {
    const run = composeUnchecked(
      {
        ...sac(),
        environment: dimension === 1 ? quadraticBandit() : pointMass(),
        prior: uniform({ reference: 'normalised' }),
        valueEstimator: bimodalQ(),
        temperature: fixedTemperature({ alpha: BIMODAL_ALPHA }),
        data: replay({ batchSize: rows, capacity: 1 }),
        schedule: offPolicy({ steps: [['eStep']] }),
        optimiser: adam({ learningRate }),
        ...slots,
      },
      { seed: 1 },
    );
    return new Bimodal(run, await run.open());
  }

  learn(updates: number): void {
    for (let update = 0; update < updates; update++) this.pipeline.steps[0].run(START);
    this.pipeline.steps[0].takeMetrics();
  }

  /** Mean of a metric over further updates that leave the parameters where they are. */
  mean(metric: string, runs: number): number {
    const [step] = this.pipeline.steps;
    const kept = this.pipeline.parameters.allViews().map(({ data }) => data.slice());
    let sum = 0;
    for (let run = 0; run < runs; run++) {
      step.run(START);
      sum += step.takeMetrics()[metric];
      for (const [i, { data }] of this.pipeline.parameters.allViews().entries()) data.set(kept[i]);
    }
    return sum / runs;
  }

  dispose(): void {
    this.#run.dispose();
  }
}
