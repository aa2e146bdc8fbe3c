import type { Engine } from '@vem/compiler';
import { ActStep, actProgram } from '../programs/actStep.js';
import { names } from '../programs/names.js';
import { offHeap } from '../programs/offHeap.js';
import { checkPurity } from '../programs/purity.js';
import { isOfEvaluations, streamNames } from '../random/streamNames.js';
import type { Streams } from '../random/streams.js';
import type { EvaluationManner } from '../slots/behaviour.js';
import type { SlotValues } from '../slots/slots.js';
import type { SinglePolicy } from './evaluate.js';
import type { Pipeline } from './pipeline.js';

/** A run's policy for one observation at a time, in each manner that it is asked to act in. Remembers nothing. */
export class Evaluators {
  readonly #slots: SlotValues;
  readonly #pipeline: Pipeline;
  readonly #engine: Engine;
  readonly #streams: Streams;
  readonly #steps = new Map<EvaluationManner, ActStep>();

  constructor(slots: SlotValues, pipeline: Pipeline, engine: Engine, streams: Streams) {
    this.#slots = slots;
    this.#pipeline = pipeline;
    this.#engine = engine;
    this.#streams = streams;
  }

  /** As the policy stands; its random numbers start anew each time, so that evaluations can be repeated. */
  policy(manner: EvaluationManner): SinglePolicy {
    const step = this.#steps.get(manner) ?? this.#load(manner);
    this.#steps.set(manner, step);
    for (const name of this.#streams.names())
      if (isOfEvaluations(name)) this.#streams.stream(name).restore(this.#streams.fresh(name).state());
    const { observation, action, memory } = step;
    return { observation, action, run: () => step.run(this.#pipeline.progress), start: () => memory.forget(0) };
  }

  #load(manner: EvaluationManner): ActStep {
    const { programs } = this.#pipeline;
    const { size } = this.#slots.environment.spec.observation;
    const program = actProgram(manner, 1, size, programs);
    checkPurity(program, programs);
    const bindings = { ...this.#pipeline.parameterBindings(), [names.observation]: offHeap(size) };
    return new ActStep(this.#engine, program, [], programs, bindings, (noise) =>
      this.#streams.stream(streamNames.evaluate(noise)),
    );
  }
}
