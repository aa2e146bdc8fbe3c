import type { DeclaredTables } from '../environment/declaredModel.js';

/** [S, O], what is observed of every state in order; entries that the environment does not write, such as the time, are 0. */
export function observedStates({ states, observe }: DeclaredTables, size: number): Float64Array {
  const state_SO = new Float64Array(states * size);
  const observation = new Float32Array(size);
  for (let s = 0; s < states; s++) {
    observation.fill(0);
    observe(s, observation);
    state_SO.set(observation, s * size);
  }
  return state_SO;
}
