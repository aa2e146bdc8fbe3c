/** Numbers and arrays that a component carries from step to step. */
export type ComponentState = Readonly<Record<string, Float32Array | Float64Array | Int32Array | Uint8Array | number>>;

/** Implemented by everything that remembers; nothing hides in closures. `restore(state())` changes nothing. */
export interface Stateful {
  state(): ComponentState;
  restore(state: ComponentState): void;
}
