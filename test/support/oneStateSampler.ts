import { quadraticBandit } from '@vem/envs';
import { type BoundSlot, composeUnchecked, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { sql } from '@vem/presets';
import { offPolicy, replay, samplePosterior } from '@vem/training';

/** Actions per draw. */
const DRAWN = 4096;
const START = { envSteps: 0, updates: 0, rollouts: 0, fraction: 0 } as const;

export interface OneStateSamplerOptions {
  /** Posterior, value estimator that needs no data, temperature, optimiser. */
  readonly slots: SlotMap;
  /** Sets of particles per update; all are in the one state. Default 8. */
  readonly rows?: number;
  readonly environment?: BoundSlot<'environment'>;
}

/** The shipped E-step and acting program of a posterior that can only be sampled, in a single state. */
export class OneStateSampler {
  readonly #run: Run;
  readonly #pipeline: Pipeline;

  private constructor(run: Run, pipeline: Pipeline) {
    this.#run = run;
    this.#pipeline = pipeline;
  }

  static async open({
    slots,
    rows = 8,
    environment = quadraticBandit(),
  }: OneStateSamplerOptions): Promise<OneStateSampler> {
    const run = composeUnchecked(
      {
        ...sql(),
        environment,
        behaviour: samplePosterior({ evaluation: 'bestOfQ', warmUpSteps: 0 }),
        data: replay({ batchSize: rows, capacity: 1 }),
        schedule: offPolicy({ steps: [['eStep']] }),
        ...slots,
      },
      { seed: 1, environments: DRAWN },
    );
    const pipeline = await run.open();
    pipeline.batch.columns.observation.fill(1);
    return new OneStateSampler(run, pipeline);
  }

  learn(updates: number): void {
    for (let i = 0; i < updates; i++) this.#pipeline.steps[0].run(START);
  }

  /** 4096 draws of the action. */
  draw(): Float32Array {
    return this.#pipeline.actor.act(START).columns.action.slice();
  }

  /** Draws between some more updates, so that what the optimiser's steps leave to chance averages out. */
  drawAtRest(updates: number): Float32Array {
    const rounds = 10;
    const draws = Array.from({ length: rounds }, () => {
      this.learn(updates / rounds);
      return [...this.draw()];
    });
    return Float32Array.from(draws.flat());
  }

  /** Mean over the updates since the last call, e.g. `posterior/entropyEstimate`. */
  metrics(): Readonly<Record<string, number>> {
    return this.#pipeline.steps[0].takeMetrics();
  }

  dispose(): void {
    this.#run.dispose();
  }
}
