import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, composeUnchecked, definePlugin, type Pipeline, type SlotMap, Tokens } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { offPolicy, sgd } from '@vem/training';
import { z } from 'zod';

/** A recorded pair with what a roll-out would have added to it. */
export interface RecordedRow {
  readonly observation: readonly number[];
  /** Index, or numbers in box units. */
  readonly action: number | readonly number[];
  readonly advantage: number;
  /** Log-density of whoever acted. */
  readonly logMu: number;
}

const nothing = z.strictObject({});
const column = (name: string) => ({ name, size: 1 });

const given = (rows: readonly RecordedRow[]) =>
  definePlugin({
    slot: 'data',
    name: 'recorded-rows',
    description: 'The same recorded rows again and again',
    config: nothing,
    provides: ['onPolicy', 'rollouts', 'path', 'episodes'],
    inject: [],
    create: () => ({
      batchSize: rows.length,
      open: (columns) => [
        ...columns.filter(({ name }) => name !== 'logMu' && name !== 'path'),
        ...['advantage', 'logMu', 'return', 'path'].map(column),
      ],
      append: () => {},
      ready: () => true,
      fill: (batch) => {
        const columns: Readonly<Record<string, readonly number[]>> = {
          observation: rows.flatMap((row) => row.observation),
          action: rows.flatMap((row) => row.action),
          advantage: rows.map((row) => row.advantage),
          logMu: rows.map((row) => row.logMu),
          // Each row is a path of one step.
          return: rows.map((row) => row.advantage),
          path: rows.map((_, index) => index),
        };
        for (const [name, values] of Object.entries(columns)) batch[name]?.set(values);
      },
      state: () => ({}),
      restore: () => {},
    }),
  })();

/** Acts anyhow, and says that everything was recorded. */
const anybody = definePlugin({
  slot: 'behaviour',
  name: 'anybody',
  description: 'Acts anyhow',
  config: nothing,
  provides: ['actsByPosterior', 'logMu', 'preSquash'],
  inject: [Tokens.action],
  create: (_options, action) => {
    const nowhere = () => ({ action_NA: tf.zeros([1, actionWidth(action)]) });
    return {
      columns: [],
      evaluation: 'mode',
      program: () => ({ act: () => ({ ...nowhere(), record: {} }), evaluate: nowhere }),
    };
  },
})();

const returns = definePlugin({
  slot: 'returns',
  name: 'given',
  description: 'Advantages that are recorded already',
  config: nothing,
  provides: ['advantage', 'costFree'],
  inject: [],
  create: () => ({ program: (step) => ({ target: () => step.batch.reward_B }) }),
})();

const bootstrap = definePlugin({
  slot: 'bootstrap',
  name: 'nothing',
  description: 'States are worth nothing',
  config: nothing,
  inject: [],
  create: () => ({ program: () => ({ value: (observation_BO) => tf.zeros([observation_BO.shape[0]!]) }) }),
})();

const valueEstimator = definePlugin({
  slot: 'valueEstimator',
  name: 'nothing',
  description: 'States are worth nothing',
  config: nothing,
  provides: ['v'],
  inject: [],
  create: () => ({
    program: () => ({ v: (observation_BO) => tf.zeros([observation_BO.shape[0]!]), loss: () => ({ losses: [] }) }),
  }),
})();

/** The slots' programs on one batch of recorded pairs. */
export class RecordedRows {
  readonly #pipeline: Pipeline;

  private constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** @param slots - environment, posterior and whatever else matters; steps default to the E-step alone */
  static async open(
    rows: readonly RecordedRow[],
    slots: SlotMap,
    threads = 1,
    engine: 'compiled' | 'eager' = 'compiled',
  ): Promise<RecordedRows> {
    const run = composeUnchecked(
      {
        prior: uniform(),
        likelihood: optimality(),
        valueEstimator,
        bootstrap,
        returns,
        temperature: fixedTemperature({ alpha: 0 }),
        behaviour: anybody,
        optimiser: sgd({ learningRate: 0.1 }),
        schedule: offPolicy({ steps: [['eStep']] }),
        ...slots,
        data: given(rows),
      },
      { seed: 1, threads, engine },
    );
    return new RecordedRows(await run.open());
  }

  /** One update. */
  update(): this {
    const { batch, update, parameters, progress } = this.#pipeline;
    batch.fill();
    parameters.synchronise(this.#pipeline.countUpdate(update.run(progress)));
    return this;
  }

  /** Why one thread does all the work, if it does although more were asked for. */
  get alone(): string | undefined {
    return this.#pipeline.alone;
  }

  /** The last gradient of a parameter tensor. */
  gradient(group: string, tensor: string): Float32Array {
    return this.#pipeline.parameters.gradientViews(group).find(({ name }) => name === `${group}/${tensor}`)!.data;
  }

  /** Tensors of a group whose names end so. */
  tensors(group: string, end: string): readonly Float32Array[] {
    const views = this.#pipeline.parameters.views(group);
    return views.filter(({ name }) => name.toLowerCase().endsWith(end)).map(({ data }) => data);
  }

  /** The last gradient of the first tensor of a group whose name ends so. */
  gradientsOf(group: string, end: string): Float32Array {
    return this.#pipeline.parameters.gradientViews(group).find(({ name }) => name.toLowerCase().endsWith(end))!.data;
  }

  /** The lagging copy of a group becomes equal to it. */
  copyToTarget(group: string): void {
    this.#pipeline.parameters.copyToTarget(group);
  }

  /** Means of what was logged since the last call. */
  reported(): Readonly<Record<string, number>> {
    return Object.assign({}, ...this.#pipeline.update.steps.map((step) => step.takeMetrics()));
  }

  /** All of the last gradient of a group. */
  gradients(group: string): readonly number[] {
    return this.#pipeline.parameters.gradientViews(group).flatMap(({ data }) => [...data]);
  }

  /** Entries of a parameter tensor. */
  parameter(group: string, tensor: string): Float32Array {
    return this.#pipeline.parameters.views(group).find(({ name }) => name === `${group}/${tensor}`)!.data;
  }

  /** A metric of the last update, e.g. `posterior/clipFraction`. */
  metric(name: string): number {
    return this.output(`metric/${name}`);
  }

  /** Any scalar that a program wrote in the last update. */
  output(name: string): number {
    const port = this.#pipeline.steps.flatMap((step) => step.executable.outputs[name] ?? [])[0];
    return port.data[0] as number;
  }
}
