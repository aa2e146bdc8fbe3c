import * as tf from '@tensorflow/tfjs-core';
import {
  type Bindings,
  differentiate,
  type Engine,
  type Executable,
  type LossProgram,
  type TensorSpec,
} from '@vem/compiler';
import type { Stream } from '../random/stream.js';
import type { OptimiserStep } from '../slots/schedule.js';
import type { Progress } from '../slots/slots.js';
import type { Phase, PhaseOutcome } from '../slots/step.js';
import { type ProgramEnvironment, ProgramScope, type ProgramSlotName } from './context.js';
import { after, names } from './names.js';
import * as errors from './pipelineErrors.js';
import { VaryingInputs } from './ports.js';

/** Which slot does the work of a phase. */
const SLOT_OF = {
  model: 'model',
  evaluate: 'valueEstimator',
  eStep: 'posterior',
  mStep: 'mStep',
  temperature: 'temperature',
} as const satisfies Record<Phase, ProgramSlotName>;

/** The program of one optimiser step: its phases in order, all on the same parameters. */
export function learnProgram(
  phases: OptimiserStep,
  environment: ProgramEnvironment,
  incoming: ReadonlyMap<string, TensorSpec>,
): LossProgram {
  const { parameters } = environment;
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
    body: (given, request) => {
      const scope = new ProgramScope(environment, (name, spec) => given[name] ?? request(name, spec), incoming);
      const losses: PhaseOutcome['losses'][number][] = [];
      const outputs: Record<string, tf.Tensor> = {};
      for (const phase of phases) {
        const slot = SLOT_OF[phase];
        if (environment.slots[slot] === undefined) throw errors.phaseWithoutLoss(phase, slot);
        const outcome: PhaseOutcome = scope.open(slot).loss();
        losses.push(...outcome.losses);
        if (outcome.belief) scope.belief = outcome.belief;
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

/** Adds up a scalar over updates, for the mean in the next report. */
interface Meter {
  readonly name: string;
  readonly slot: string;
  readonly data: Float32Array;
  sum: number;
}

/** One optimiser step, ready to run: gradients by the engine, then clip, step and project by the optimiser. */
export class LearnStep {
  readonly executable: Executable;
  readonly #inputs: VaryingInputs;
  readonly #groups: readonly string[];
  readonly #environment: ProgramEnvironment;
  readonly #meters: readonly Meter[];
  #runs = 0;

  constructor(
    engine: Engine,
    program: LossProgram,
    environment: ProgramEnvironment,
    bindings: Bindings,
    streamOf: (slot: string) => Stream,
  ) {
    const { parameters } = environment;
    const gradients = parameters.trainedGroups.flatMap((group) =>
      parameters.gradientViews(group.name).map((view) => [`gradient/${view.name}`, view.data]),
    );
    this.executable = engine.load(differentiate(program), { ...bindings, ...Object.fromEntries(gradients) });
    this.#environment = environment;
    this.#inputs = new VaryingInputs(this.executable, environment.slots, streamOf);
    const outputs = Object.entries(this.executable.outputs);
    this.#groups = outputs.flatMap(([name]) => after('loss/', name) ?? []);
    this.#meters = outputs.flatMap(([output, port]) => {
      const metric = after('metric/', output);
      const loss = after('loss/', output);
      const name = metric ?? (loss && `${loss}/loss`);
      return name ? [{ name, slot: name.split('/')[0], data: port.data as Float32Array, sum: 0 }] : [];
    });
  }

  run(progress: Progress): void {
    this.#inputs.fill(progress);
    this.executable.run();
    for (const group of this.#groups) this.#environment.parameters.step(group);
    this.#runs++;
    for (const meter of this.#meters) {
      const value = meter.data[0];
      if (!Number.isFinite(value)) throw errors.notFinite(meter.slot, meter.name, progress.updates);
      meter.sum += value;
    }
  }

  /** Means since the last call. */
  takeMetrics(): Record<string, number> {
    const runs = this.#runs;
    const means = Object.fromEntries(runs === 0 ? [] : this.#meters.map((meter) => [meter.name, meter.sum / runs]));
    for (const meter of this.#meters) meter.sum = 0;
    this.#runs = 0;
    return means;
  }
}
