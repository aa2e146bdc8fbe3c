import type { HostContext, HostOutcome } from './host.js';

/** Calls back with one chunk of rows after the other, columns by name, [rows, size] each, as they are recorded. */
export type VisitRows = (visit: (columns: Readonly<Record<string, Float32Array>>, rows: number) => void) => void;

/**
 * How a component is fitted in epochs on everything that was recorded: the program's `loss` learns from minibatches, its
 * `assess` looks at the rows held out, and this decides on the host. A fit can be interrupted between two epochs.
 */
export interface Fitting {
  /**
   * M, samples of the rows that are learned from side by side: minibatches have M times as many rows, sample after
   * sample. More than 1: each is drawn with replacement when a fit begins (bagging, Breiman 1996).
   */
  readonly samples: number;
  /** T: rows are held out in stretches of so many consecutive steps, and `assess` sees them so. */
  readonly heldOutSteps: number;
  /** A fit begins. @param training - visits the rows that are not held out */
  begin(context: HostContext, training: VisitRows): void;
  /**
   * An epoch is over: `context.result` has what `assess` published, averaged over the rows held out; nothing where none
   * are. `stop` ends the fit.
   */
  judge(context: HostContext): HostOutcome;
  /** The fit is at its end. */
  end(context: HostContext): HostOutcome;
}
