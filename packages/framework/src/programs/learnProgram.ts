import * as tf from '@tensorflow/tfjs-core';
import type { Loss, LossProgram, RequestInput, Tensors } from '@vem/compiler';
import type { Constraint, NamedFunction, Phase, PhaseOutcome, Rows, Signals } from '../slots/outcome.js';
import { type Incoming, type ProgramEnvironment, ProgramScope } from './context.js';
import { type Entry, entryName } from './entries.js';
import { names } from './names.js';
import { owned } from './owned.js';
import { SLOT_OF } from './phases.js';
import * as errors from './programErrors.js';

/** What the phases of an optimiser step say. */
export interface LearnOutcome {
  readonly losses: readonly Loss[];
  readonly outputs: Tensors;
  readonly constraints: readonly Constraint[];
  readonly functions: readonly NamedFunction[];
}

/** A constraint as it is known once the program was recorded. */
export type KnownConstraint = Pick<Constraint, 'name' | 'group' | 'rows' | 'bound'> & { readonly slot: string };

export interface LearnProgram extends LossProgram {
  readonly body: (inputs: Tensors, request: RequestInput) => LearnOutcome;
  /** Groups with a loss that is no mean over rows; known once the program was recorded. */
  readonly coupled: ReadonlySet<string>;
  /** Groups that it has losses of; known once it was recorded. */
  readonly trained: ReadonlySet<string>;
  /** How the results of its phases depend on the rows; known once it was recorded. */
  readonly rows: ReadonlyMap<Phase, Rows>;
  /** By `group/name`; known once it was recorded. */
  readonly constraints: ReadonlyMap<string, KnownConstraint>;
  /** By `group/name`, how what else is published depends on the rows; known once it was recorded. */
  readonly functions: ReadonlyMap<string, Rows>;
  /** The same phases on so many rows, without what earlier steps publish, which belongs to other rows. */
  forRows(count: number): LearnProgram;
}

/**
 * The program of one optimiser step: its phases in order, all on the same parameters.
 *
 * @param name - unique in the schedule: random streams are named by it
 */
export function learnProgram(
  { phases }: Pick<Entry, 'phases'>,
  name: string,
  environment: ProgramEnvironment,
  incoming: Incoming,
): LearnProgram {
  const { parameters } = environment;
  const coupled = new Set<string>();
  const trained = new Set<string>();
  const rows = new Map<Phase, Rows>();
  const known = { constraints: new Map<string, KnownConstraint>(), functions: new Map<string, Rows>() };
  const groups = Object.fromEntries(
    parameters.trainedGroups.map((group) => [group.name, parameters.views(group.name).map((view) => view.name)]),
  );
  const inputs = Object.fromEntries(
    parameters.trainedGroups.flatMap((group) =>
      parameters.views(group.name).map((view) => [view.name, { shape: view.shape, dtype: 'float32' as const }]),
    ),
  );
  return {
    name,
    inputs,
    groups,
    coupled,
    trained,
    rows,
    ...known,
    forRows: (count) => {
      const batch = environment.batch && { ...environment.batch, rows: count, time: undefined };
      return learnProgram({ phases }, name, { ...environment, batch }, { results: new Map(), rows: incoming.rows });
    },
    body: (given, request) => {
      const scope = new ProgramScope(environment, (input, spec) => given[input] ?? request(input, spec), incoming);
      const losses: Loss[] = [];
      const constraints: Constraint[] = [];
      const functions: NamedFunction[] = [];
      const outputs: Record<string, tf.Tensor> = {};
      for (const phase of phases) {
        const slot = SLOT_OF[phase];
        const outcome = lossOf(scope, phase);
        if (environment.batch?.columns.weight && averages(phase, outcome) && !scope.weighed)
          throw errors.weightsUnread(slot, phase);
        losses.push(...outcome.losses);
        for (const loss of outcome.losses) {
          trained.add(loss.group);
          if (loss.rows === 'coupled') coupled.add(loss.group);
        }
        const coupling = outcome.rows ?? (outcome.losses.some((loss) => loss.rows === 'coupled') ? 'coupled' : 'mean');
        if (coupling === 'coupled' && outcome.results) coupled.add(slot);
        rows.set(phase, coupling);
        scope.rows.set(phase, coupling);
        for (const constraint of outcome.constraints ?? []) {
          const { name: own, group, bound } = constraint;
          known.constraints.set(`${group}/${own}`, { name: own, group, rows: constraint.rows, bound, slot });
          constraints.push(constraint);
        }
        for (const published of outcome.functions ?? []) {
          known.functions.set(`${published.group}/${published.name}`, published.rows);
          functions.push(published);
        }
        if (outcome.belief) scope.belief = owned(slot, outcome.belief);
        for (const [result, value] of Object.entries(outcome.results ?? {})) {
          scope.results.set(names.result(phase, result), value);
          outputs[names.result(phase, result)] = value;
        }
        for (const [metric, value] of Object.entries(outcome.metrics ?? {}))
          outputs[names.metricOf(slot, metric)] = tf.reshape(value, []);
        addSignals(outputs, outcome.signals);
      }
      return { losses, outputs, constraints, functions };
    },
  };
}

/** Losses of these phases are averages over rows; others build on what such phases published. */
const averages = (phase: Phase, { losses }: PhaseOutcome): boolean =>
  losses.length > 0 && (phase === 'value' || phase === 'eStep' || phase === 'mStep' || phase === 'model');

/** @throws VEM_PHASE_EMPTY where the slot's plugin has nothing to do in this phase */
function lossOf(scope: ProgramScope, phase: Phase): PhaseOutcome {
  const slot = SLOT_OF[phase];
  scope.weighed = false;
  const outcome = scope.open(slot).loss?.();
  if (!outcome) throw errors.phaseEmpty(slot, entryName({ phases: [phase] }));
  return outcome;
}

/** A signal is raised if any of the phases raises it. */
function addSignals(outputs: Record<string, tf.Tensor>, signals: Signals = {}): void {
  for (const [kind, raw] of Object.entries(signals) as [keyof Signals, tf.Tensor][]) {
    const value = tf.reshape(raw, []);
    const output = names.signal(kind);
    outputs[output] = outputs[output] ? tf.maximum(outputs[output], value) : value;
  }
}
