import type { EnvironmentState, VectorEnvironment } from '../environment/environment.js';
import { storedActionWidth } from '../environment/spaces.js';
import { constantStream } from './constantStream.js';
import { same } from './examination.js';
import { type ExaminedEnvironment, isEndless } from './examinedEnvironment.js';

/** What is saved goes on bit for bit, there and elsewhere. @throws VEM_CONFORMANCE */
export function checkSaving(examined: ExaminedEnvironment): void {
  const { require, steps, seed } = examined;
  const environment = examined.create(2, examined.stream());
  environment.reset();
  examined.play(environment, examined.actions(2, steps, seed + 1));
  const state = environment.state();
  const saved = structuredClone(state);
  if (saved.exact === false) return;
  const later = examined.actions(2, steps, seed + 2);
  const continued = examined.play(environment, later);
  require(same(
    state,
    saved,
  ), 'state() is a copy', 'numbers that change with further steps', 'Copy arrays with `slice()`.');
  for (const [where, restored] of [
    ['the same environment', environment],
    ['another one', moved(examined)],
  ] as const) {
    const observed = restored.reset();
    restored.restore(structuredClone(saved) as EnvironmentState);
    const [first] = continued;
    require(same(
      examined.play(restored, later),
      continued,
    ), `${where} goes on bit for bit from a saved state`, `another episode after ${first ? 'the first step' : 'none'}`, 'Put all that the next step depends on into the state, the stream too.');
    require(observed.length ===
      continued[0].observation.length, 'reset() gives the array that later steps return', 'another one', 'Reuse it.');
  }
  const observed = environment.reset();
  environment.restore(structuredClone(saved) as EnvironmentState);
  const again = moved(examined);
  const otherObserved = again.reset();
  again.restore(structuredClone(saved) as EnvironmentState);
  require(same(
    [...observed],
    [...otherObserved],
  ), 'the observation follows from the state', `${[...observed]} and ${[...otherObserved]}`, '`restore` refreshes the array that `reset` returned, from the state alone.');
}

/** An environment that has been elsewhere. */
function moved(examined: ExaminedEnvironment): VectorEnvironment {
  const environment = examined.create(2, examined.stream(examined.seed + 5));
  environment.reset();
  examined.play(environment, examined.actions(2, 5, examined.seed + 5));
  return environment;
}

/** Each of N copies is what one copy is under its actions, where all draw the same numbers. @throws VEM_CONFORMANCE */
export function checkCopies(examined: ExaminedEnvironment): void {
  const { require, steps, seed, factory } = examined;
  const count = 3;
  const width = storedActionWidth(factory.spec.action);
  const actions = examined.actions(count, steps, seed + 3);
  try {
    const together = examined.create(count, constantStream());
    together.reset();
    const seen = examined.play(together, actions);
    for (let n = 0; n < count; n++) {
      const alone = examined.create(1, constantStream());
      alone.reset();
      const single = examined.play(
        alone,
        actions.map((action) => action.slice(n * width, (n + 1) * width)),
      );
      const size = factory.spec.observation.size;
      const own = seen.map(({ reward, terminated, truncated, next, observation }) => ({
        reward: [reward[n]],
        terminated: [terminated[n]],
        truncated: [truncated[n]],
        next: next.slice(n * size, (n + 1) * size),
        observation: observation.slice(n * size, (n + 1) * size),
      }));
      require(same(
        own,
        single,
      ), `copy ${n + 1} of ${count} is what one copy is`, 'something else', 'Copies share nothing but options: keep all that changes in `state`.');
    }
  } catch (error) {
    if (!isEndless(error)) throw error;
  }
}
