import * as tf from '@tensorflow/tfjs-core';
import {
  type Bindings,
  differentiate,
  type Engine,
  type Executable,
  type LossProgram,
  type TensorSpec,
} from '@vem/compiler';
import type { OptimiserStep } from '../slots/schedule.js';
import type { Progress } from '../slots/slots.js';
import type { PhaseOutcome } from '../slots/step.js';
import { type ProgramEnvironment, ProgramScope } from './context.js';
import { HelperParts, type Helping } from './helpers.js';
import { Meters, type UpdateStep } from './meters.js';
import { after, names } from './names.js';
import { owned } from './owned.js';
import { SLOT_OF } from './phases.js';
import { type StreamOf, storageOf, VaryingInputs } from './ports.js';
import * as errors from './programErrors.js';

export interface LearnProgram extends LossProgram {
  /** Groups with a loss that is no mean over rows; known once the program was recorded. */
  readonly coupled: ReadonlySet<string>;
}

/** The program of one optimiser step: its phases in order, all on the same parameters. */
export function learnProgram(
  phases: OptimiserStep,
  environment: ProgramEnvironment,
  incoming: ReadonlyMap<string, TensorSpec>,
): LearnProgram {
  const { parameters } = environment;
  const coupled = new Set<string>();
  const groups = Object.fromEntries(
    parameters.trainedGroups.map((group) => [group.name, parameters.views(group.name).map((view) => view.name)]),
  );
  const inputs = Object.fromEntries(
    parameters.trainedGroups.flatMap((group) =>
      parameters.views(group.name).map((view) => [view.name, { shape: view.shape, dtype: 'float32' as const }]),
    ),
  );
  return {
    name: phases.join(' + '),
    inputs,
    groups,
    coupled,
    body: (given, request) => {
      const scope = new ProgramScope(environment, (name, spec) => given[name] ?? request(name, spec), incoming);
      const losses: PhaseOutcome['losses'][number][] = [];
      const outputs: Record<string, tf.Tensor> = {};
      for (const phase of phases) {
        const slot = SLOT_OF[phase];
        const outcome: PhaseOutcome = scope.open(slot).loss();
        losses.push(...outcome.losses);
        for (const { rows, group } of outcome.losses) if (rows === 'coupled') coupled.add(group);
        if (outcome.constraints?.length)
          throw errors.featureUnsupported(
            slot,
            'constraints on an optimiser step (`constraints`)',
            'Use a trust region that gives a penalty.',
          );
        if (outcome.belief) scope.belief = owned(slot, outcome.belief);
        for (const [name, value] of Object.entries(outcome.results ?? {})) {
          scope.results.set(names.result(phase, name), value);
          outputs[names.result(phase, name)] = value;
        }
        for (const [name, value] of Object.entries(outcome.metrics ?? {}))
          outputs[names.metric(slot, name)] = tf.reshape(value, []);
      }
      return { losses, outputs };
    },
  };
}

/** One optimiser step, ready to run: gradients by the engine, then clip, step and project by the optimiser. */
export class LearnStep implements UpdateStep {
  readonly executable: Executable;
  readonly #inputs: VaryingInputs;
  readonly #groups: readonly string[];
  readonly #environment: ProgramEnvironment;
  readonly #metered: readonly { readonly name: string; readonly data: Float32Array }[];
  readonly #name: string;
  readonly meters = new Meters();
  readonly #helpers: HelperParts | undefined;

  constructor(
    engine: Engine,
    program: LossProgram,
    environment: ProgramEnvironment,
    bindings: Bindings,
    streamOf: StreamOf,
    helping?: Helping,
  ) {
    const { parameters } = environment;
    this.#name = program.name;
    const gradients = parameters.trainedGroups.flatMap((group) =>
      parameters.gradientViews(group.name).map((view) => [names.gradient(view.name), view.data]),
    );
    this.executable = engine.load(differentiate(program), { ...bindings, ...Object.fromEntries(gradients) });
    this.#environment = environment;
    this.#inputs = new VaryingInputs(storageOf(this.executable.inputs), environment.slots, streamOf);
    const outputs = Object.entries(this.executable.outputs);
    this.#groups = outputs.flatMap(([name]) => after('loss/', name) ?? []);
    this.#metered = outputs.flatMap(([output, port]) => {
      const metric = after('metric/', output);
      const loss = after('loss/', output);
      const name = metric ?? (loss && `${loss}/loss`);
      return name ? [{ name, data: port.data as Float32Array }] : [];
    });
    this.#helpers = helping && new HelperParts(helping, program, this.executable, environment, streamOf);
  }

  /** @throws VEM_NOT_FINITE before a parameter of this step is changed */
  run(progress: Progress): void {
    this.#inputs.fill(progress);
    this.#helpers?.start(progress);
    try {
      this.executable.run();
    } catch (error) {
      this.#helpers?.settle();
      throw error;
    }
    this.#helpers?.finish();
    for (const { name, data } of this.#metered) if (!Number.isFinite(data[0])) throw this.#notFinite(name, progress);
    for (const group of this.#groups) this.#environment.parameters.step(group);
    for (const { name, data } of this.#metered) this.meters.add(name, data[0]);
  }

  /** Looks for the tensor that a number which is not finite comes from. */
  #notFinite(name: string, { updates }: Progress): Error {
    const { parameters } = this.#environment;
    const parameter = parameters.firstNotFinite();
    const gradient = this.#groups
      .flatMap((group) => parameters.gradientViews(group))
      .find(({ data }) => data.some((value) => !Number.isFinite(value)))?.name;
    const tensor = parameter ? `parameter "${parameter}"` : gradient && `the gradient of "${gradient}"`;
    return errors.notFinite(name.split('/')[0], name, { step: this.#name, updates }, tensor);
  }

  /** Means since the last call. */
  takeMetrics(): Record<string, number> {
    return this.meters.take();
  }
}
