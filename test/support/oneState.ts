import { pointMass, quadraticBandit } from '@vem/envs';
import { composeUnchecked, type Pipeline, type SlotMap } from '@vem/framework';
import { reparameterised } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { adam, offPolicy, replay } from '@vem/training';
import { normalGrid } from './normalQuantiles.js';

export interface OneStateOptions {
  /** A; default 1. */
  readonly dimension?: 1 | 2;
  /** Prior, posterior (a network without hidden layers), temperature, and a value estimator that needs no data. */
  readonly slots: SlotMap;
  readonly phases?: ('eStep' | 'mStep' | 'temperature')[];
  readonly learningRate?: number;
  /** n: the noise covers the normal distribution with n² values (n samples of n rows). Default 128. */
  readonly fineness?: number;
}

/**
 * The shipped programs of an E-step (and a temperature) in a single state, with noise that covers the normal
 * distribution evenly, so that their means are expectations. The observation is 0, so the biases of the posterior's one
 * layer are the mean and log σ of its Gaussian.
 */
export class OneState {
  readonly #pipeline: Pipeline;

  private constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  static async open({
    dimension = 1,
    slots,
    phases = ['eStep'],
    learningRate = 0.01,
    fineness = 128,
  }: OneStateOptions): Promise<OneState> {
    const run = composeUnchecked(
      {
        ...sac(),
        environment: dimension === 1 ? quadraticBandit() : pointMass(),
        gradientEstimator: reparameterised({ samples: fineness }),
        data: replay({ batchSize: fineness, capacity: 1 }),
        schedule: offPolicy({ steps: [phases] }),
        optimiser: adam({ learningRate }),
        ...slots,
      },
      { seed: 1 },
    );
    const pipeline = await run.open();
    const state = new OneState(pipeline);
    if (!('gradientEstimator' in slots))
      state.setNoise('noise/posterior/normal/0', normalGrid(fineness, fineness, dimension));
    return state;
  }

  /** [2A]: mean, then log σ, before the squash. */
  get gaussian(): Float32Array {
    return this.#bias(this.#pipeline.parameters.views('posterior'));
  }

  /** [2A]: derivative of the objective J = E[Q] − α KL by `gaussian`, as of the last `infer`. */
  get slope(): Float32Array {
    return this.#bias(this.#pipeline.parameters.gradientViews('posterior')).map((value) => -value);
  }

  /** Parameters of the posterior. */
  get views() {
    return this.#pipeline.parameters.views('posterior');
  }

  /** A parameter of the posterior, by the end of its name. */
  view(ending: string): Float32Array {
    return this.views.find(({ name }) => name.endsWith(ending))!.data;
  }

  /** Derivative of the objective by it, as of the last `infer`. */
  slopeOf(ending: string): Float32Array {
    const slopes = this.#pipeline.parameters.gradientViews('posterior');
    return slopes.find(({ name }) => name.endsWith(ending))!.data.map((value) => -value);
  }

  #bias(views: readonly { readonly name: string; readonly data: Float32Array }[]): Float32Array {
    return views.find(({ name }) => name.endsWith('/bias'))!.data;
  }

  /** Of an input of the program, by name: for estimators that draw other noise. */
  setNoise(name: string, values: Float32Array): void {
    this.#pipeline.steps[0].executable.inputs[name].data.set(values);
  }

  /** Values and gradients at the parameters as they are. */
  infer(): void {
    this.#pipeline.steps[0].executable.run();
  }

  /** `infer`, then one step of the optimiser on these groups. */
  learn(...groups: string[]): void {
    this.infer();
    this.#pipeline.parameters.step(groups, this.#pipeline.progress);
  }

  /** Lagging copies that follow after every update catch up. */
  follow(): void {
    this.#pipeline.parameters.synchronise(1);
  }

  /** `infer`, then the Gaussian moves along its slope. */
  ascend(rate: number): void {
    this.infer();
    const { gaussian, slope } = this;
    for (let i = 0; i < gaussian.length; i++) gaussian[i] += rate * slope[i];
  }

  /** E.g. `posterior/objective`, as of the last `infer`. */
  metric(name: string): number {
    return this.#pipeline.steps[0].executable.outputs[`metric/${name}`].data[0];
  }
}
