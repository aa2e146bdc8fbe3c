import { quadraticBandit } from '@vem/envs';
import { composeUnchecked, type Phase, type Pipeline, type Run, type SlotMap } from '@vem/framework';
import { weights } from '@vem/posteriors';
import { mpo } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';
import { adam, offPolicy, replay } from '@vem/training';
import { normalPoints } from './normalQuantiles.js';

export interface OneStateEmOptions {
  /** Posterior, value estimator that needs no data, M-step, temperature. */
  readonly slots: SlotMap;
  readonly phases: readonly Phase[];
  /** S, points of the prior; default 1024. */
  readonly samples?: number;
  /** Of the prior's parameters. */
  readonly learningRate?: number;
}

/**
 * EM on a single action in a single state, from the prior N(0, 1), by the shipped programs. The prior's samples are
 * spread over its Gaussian evenly, so that sums over them are expectations; the observation is 0, so that the biases of the
 * prior's one layer are its mean and (through softplus) its deviation.
 */
export class OneStateEm {
  readonly #run: Run;
  readonly #pipeline: Pipeline;

  private constructor(run: Run, pipeline: Pipeline) {
    this.#run = run;
    this.#pipeline = pipeline;
  }

  static async open({ slots, phases, samples = 1024, learningRate = 0.01 }: OneStateEmOptions): Promise<OneStateEm> {
    const { trustRegion: _bounds, ...preset } = mpo();
    const run = composeUnchecked(
      {
        ...preset,
        environment: quadraticBandit(),
        prior: learnedGaussian({
          hidden: [],
          squash: 'identity',
          initialStd: 1,
          target: { kind: 'copyEvery', updates: 1 },
        }),
        posterior: weights({ samples }),
        data: replay({ batchSize: 1, capacity: 1 }),
        optimiser: adam({ learningRate }),
        schedule: offPolicy({ steps: [[...phases]] }),
        ...slots,
      },
      { seed: 1 },
    );
    const pipeline = await run.open();
    pipeline.steps[0].executable.inputs['noise/prior/normal/0']?.data.set(normalPoints(samples));
    return new OneStateEm(run, pipeline);
  }

  /** The prior, as learned so far. */
  get prior(): { readonly mean: number; readonly variance: number } {
    const bias = this.#pipeline.parameters.views('prior').find(({ name }) => name.endsWith('/bias'))!.data;
    return { mean: bias[0], variance: (Math.log1p(Math.exp(bias[1])) / Math.LN2) ** 2 };
  }

  /** That many updates of these groups, all against the same lagging copy of the prior. */
  learn(updates: number, ...groups: readonly string[]): void {
    for (let i = 0; i < updates; i++) {
      this.infer();
      this.#pipeline.parameters.step(groups, this.#pipeline.progress);
    }
  }

  /** Values and gradients at the parameters as they are. */
  infer(): void {
    this.#pipeline.steps[0].executable.run();
  }

  /** The lagging copy of the prior catches up. */
  follow(): void {
    this.#pipeline.parameters.synchronise(1);
  }

  /** E.g. `posterior/objective`, as of the last `infer`. */
  metric(name: string): number {
    return this.#output(`metric/${name}`);
  }

  /** What the last `infer` descended on in a group. */
  loss(group: string): number {
    return this.#output(`loss/${group}`);
  }

  #output(name: string): number {
    return this.#pipeline.steps[0].executable.outputs[name].data[0];
  }

  dispose(): void {
    this.#run.dispose();
  }
}
