import type { Stateful } from '../state/stateful.js';
import type { Fitting } from './fitting.js';
import type { HostContext, HostOutcome } from './host.js';
import type { Progress } from './progress.js';
import type { StepContext } from './step.js';
import type { Transitions } from './transitions.js';

/**
 * A slot whose plugin takes part in tensor programs. `program` is called once per recording, with the slot's context.
 *
 * @typeParam H - what it offers to phases that run on the host
 */
export interface ProgramSlot<P extends object, H extends object = object> extends Partial<Stateful> {
  program(step: StepContext): P;
  /** Its side on the host, in float64, for plugins that provide `host`. Called once per run. */
  host?(context: HostContext): H;
  /**
   * Does the work of the slot's phase on the host, instead of the program's `loss`: exact and tabular solutions, inner
   * loops to convergence. Such a phase is an optimiser step of its own in the schedule.
   */
  solve?(context: HostContext): HostOutcome;
  /**
   * Before the program of the slot's phase runs, on the host: writes what that takes as given into groups that are not trained.
   * Called after the phases that its entry of the schedule has as `given`, and with them: once per repetition, and again
   * for every other point that an optimiser asks about, at which its group then is. What it remembers is over when the phase is.
   */
  prepare?(context: HostContext): void;
  /**
   * The end of the slot's phase, on the host: called after its program ran, with what that published. For rules that are
   * no gradient: a coefficient that halves or doubles, a moving mean.
   */
  conclude?(context: HostContext): HostOutcome;
  /** How it is fitted in epochs on all rows, by entries of the schedule with `rows: 'epochs'`. */
  readonly fitting?: Fitting | undefined;
  /** Sees every transition as it comes, raw and before it is stored: for statistics, visit counts, decaying means. */
  watch?(transitions: Transitions, progress: Progress): void;
  /** A roll-out was learned from to its end; without roll-outs, an update was made. Writes what the next one reads. */
  settle?(context: HostContext): void;
  /** Numbers that change over time and enter programs as `step.scalar(name)`. Pure: no state besides the arguments. */
  scalars?(progress: Progress): Readonly<Record<string, number>>;
  /**
   * Asked at every report, with the means of this slot's metrics by name: sentences about what is going wrong. Each is
   * logged once per run.
   */
  warnings?(metrics: Readonly<Record<string, number>>): readonly string[];
}
