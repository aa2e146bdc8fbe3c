/** How far the run is. */
export interface Progress {
  readonly envSteps: number;
  readonly updates: number;
  /** Roll-outs that were learned from; 0 where experience is not kept as roll-outs. */
  readonly rollouts: number;
  /**
   * Share of the run that lay behind when what is learned from now began to be collected, 0 … 1. The first training call
   * says how many environment steps the run has; later calls that ask for more do not move it.
   */
  readonly fraction: number;
}
