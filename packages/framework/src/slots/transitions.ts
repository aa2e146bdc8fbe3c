/** N simultaneous transitions, as the environments and the behaviour left them. Arrays are reused: copy. */
export interface Transitions {
  readonly count: number;
  /** Columns by name, [N, size] each: observation, action, reward, nextObservation, terminated, truncated, records. */
  readonly columns: Readonly<Record<string, Float32Array>>;
}
