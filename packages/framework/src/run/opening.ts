import { compiledEngine, type Engine, eagerEngine } from '@vem/compiler';
import type { Logger } from 'pino';
import { evaluate } from '../loop/evaluate.js';
import type { EvaluateOptions, Evaluation } from '../loop/evaluation.js';
import { Evaluators } from '../loop/evaluators.js';
import { type Examination, examine } from '../loop/examine.js';
import type { RecordedTrace } from '../loop/experience.js';
import { Pipeline } from '../loop/pipeline.js';
import type { ParameterStore } from '../parameters/store.js';
import type { Streams } from '../random/streams.js';
import type { EvaluationManner } from '../slots/behaviour.js';
import type { SlotValues } from '../slots/slots.js';
import type { RunConfig } from '../store/runConfig.js';
import * as errors from './runErrors.js';

/** What a run was composed of. */
export interface Composed {
  readonly slots: SlotValues;
  readonly parameters: ParameterStore;
  readonly streams: Streams;
  readonly logger: Logger;
  readonly trace: RecordedTrace;
}

/** A composed run with its programs: they are loaded when they are first needed, and let go of once. */
export class Opening {
  readonly composed: Composed;
  /** What broke off a step in its middle. */
  #failure: { readonly cause: unknown } | undefined;
  #disposed = false;
  #engine: Engine | undefined;
  #pipeline: Pipeline | undefined;
  #evaluators: Evaluators | undefined;

  constructor(composed: Composed) {
    this.composed = composed;
  }

  /** The loaded pipeline, if there is one. */
  get pipeline(): Pipeline | undefined {
    return this.#pipeline;
  }

  get engineDescription(): string {
    return this.#engine?.description ?? '';
  }

  /** Whether the run is in a state that could be stored. */
  get isSound(): boolean {
    return !this.#failure && !this.#disposed;
  }

  /** @throws VEM_RUN_FAILED, VEM_RUN_DISPOSED */
  assertUsable(): void {
    if (this.#disposed) throw errors.disposedRun();
    if (this.#failure) throw errors.failedRun(this.#failure.cause);
  }

  /** @throws VEM_NOT_FINITE */
  assertFinite(): void {
    const tensor = this.composed.parameters.firstNotFinite();
    if (tensor !== undefined) throw errors.parameterNotFinite(tensor, this.#pipeline?.progress.updates ?? 0);
  }

  /** What is thrown within leaves the run in no state that could be stored. */
  attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
  }

  async open(config: RunConfig): Promise<Pipeline> {
    this.assertUsable();
    if (this.#pipeline) return this.#pipeline;
    const { slots, parameters, streams, logger, trace } = this.composed;
    await slots.environment.prepare?.();
    const engine = config.engine === 'eager' ? await eagerEngine() : compiledEngine();
    this.#engine = engine;
    this.#pipeline = new Pipeline(slots, parameters, streams, engine, config, trace);
    const { alone } = this.#pipeline;
    if (alone) logger.warn({ threads: config.threads }, `one thread does all updates: ${alone}`);
    logger.info({ engine: engine.description, config }, 'run is ready');
    return this.#pipeline;
  }

  /** Test episodes with the policy as it stands; the run's own streams, environments and counters are not touched. */
  evaluate(pipeline: Pipeline, { episodes, stochastic, ...limit }: EvaluateOptions): Evaluation {
    const { slots, streams } = this.composed;
    const manner: EvaluationManner = stochastic ? 'sample' : slots.behaviour.evaluation;
    this.#evaluators ??= new Evaluators(slots, pipeline, this.#engine!, streams);
    const policy = this.#evaluators.policy(manner);
    return evaluate(policy, slots.environment, streams, episodes, manner, limit);
  }

  /** A look at what the run believes at given observations. */
  examine(pipeline: Pipeline, examination: Examination): Readonly<Record<string, Float32Array>> {
    return examine(pipeline, this.#engine!, this.composed.streams, examination);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#pipeline?.dispose();
    this.#engine?.dispose();
  }
}
