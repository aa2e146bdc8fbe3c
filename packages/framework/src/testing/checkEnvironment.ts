import { VemError } from '@vem/compiler';
import type { BoundSlot } from '../composition/definePlugin.js';
import { checkSpec } from '../environment/checkSpec.js';
import type { EnvironmentFactory, EnvironmentState, VectorEnvironment } from '../environment/environment.js';
import { storedActionWidth } from '../environment/spaces.js';
import type { Stream } from '../random/stream.js';
import { streamNames } from '../random/streamNames.js';
import { Streams } from '../random/streams.js';
import { constantStream } from './constantStream.js';
import { type Require, requirementsOf, same } from './examination.js';

export interface EnvironmentConditions {
  /** Steps of each look; default 40. Longer than episodes take is better. */
  readonly steps?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** What one step of all copies gave, as copies. */
interface Seen {
  readonly reward: readonly number[];
  readonly terminated: readonly number[];
  readonly truncated: readonly number[];
  readonly next: readonly number[];
  readonly observation: readonly number[];
}

/** One environment plugin under examination. */
class Examined {
  readonly factory: EnvironmentFactory;
  readonly steps: number;
  readonly seed: number;
  readonly require: Require;

  constructor(bound: BoundSlot<'environment'>, { steps = 40, seed = 1 }: EnvironmentConditions) {
    this.factory = (bound.create as () => EnvironmentFactory)();
    this.steps = steps;
    this.seed = seed;
    this.require = requirementsOf(bound);
  }

  stream(seed = this.seed): Stream {
    return new Streams(seed).stream(streamNames.stage('environment'));
  }

  /** Actions for N copies at some steps: of all sizes within the bounds, at the bounds, or beyond them by `reach`. */
  actions(count: number, steps: number, seed: number, reach = 1): (Float32Array | Int32Array)[] {
    const space = this.factory.spec.action;
    const stream = new Streams(seed).stream(streamNames.stage('actions'));
    return Array.from({ length: steps }, () => {
      if (space.kind === 'finite') return Int32Array.from({ length: count }, () => stream.integer(space.count));
      return Float32Array.from({ length: count * storedActionWidth(space) }, (_, i) => {
        const entry = i % space.dimension;
        const [low, high] = [space.low[entry], space.high[entry]];
        const share = reach === 1 ? stream.uniform() : stream.integer(2);
        return (low + high) / 2 + reach * (share - 0.5) * (high - low);
      });
    });
  }

  play(environment: VectorEnvironment, actions: readonly (Float32Array | Int32Array)[]): Seen[] {
    return actions.map((action) => {
      const given = action.slice();
      const step = environment.step(given);
      const kept = same(given, action);
      this.require(kept, 'actions are left as they are', 'a changed array', 'Copy what is to be changed.');
      // Whoever kept the array finds nothing there.
      given.fill(given instanceof Float32Array ? Number.NaN : -1);
      return {
        reward: [...step.reward_N],
        terminated: [...step.terminated_N],
        truncated: [...step.truncated_N],
        next: [...step.nextObservation_NO],
        observation: [...step.observation_NO],
      };
    });
  }
}

/**
 * Examines an environment: spaces as declared, finite numbers within bounds and beyond them, ends and time limit, one result
 * per seed, nothing remembered but what is saved, copies that do not know of each other, save, restore and replay equal.
 *
 * @throws VEM_CONFORMANCE with the rule and what was found; what stepping an environment throws
 */
export async function checkEnvironment(
  bound: BoundSlot<'environment'>,
  conditions: EnvironmentConditions = {},
): Promise<void> {
  const examined = new Examined(bound, conditions);
  const { factory, require } = examined;
  const { spec } = factory;
  checkSpec(spec, spec.action.kind);
  require(bound.provides.includes(
    spec.action.kind,
  ), 'the kind of its actions is under `provides`', `${bound.provides} of ${spec.action.kind} actions`, 'Make the plugin with `environmentPlugin`.');
  await factory.prepare?.();
  const described = JSON.stringify(spec);
  const opened: VectorEnvironment[] = [];
  const create = (count: number, stream: Stream): VectorEnvironment => {
    const environment = factory.create(count, stream);
    opened.push(environment);
    return environment;
  };
  try {
    checkEpisodes(examined, create);
    checkSeeds(examined, create);
    checkSaving(examined, create);
    checkCopies(examined, create);
    checkBounds(examined, create);
  } finally {
    for (const environment of opened) environment.dispose();
  }
  require(described ===
    JSON.stringify(
      spec,
    ), 'spaces stay what they are', 'other ones after some steps', 'Spaces follow from the options alone.');
}

type Create = (count: number, stream: Stream) => VectorEnvironment;

const finite = (values: readonly number[]) => values.every((value) => Number.isFinite(Math.fround(value)));

function checkEpisodes(examined: Examined, create: Create): void {
  const { require, factory, steps, seed } = examined;
  const { observation, timeLimit = Number.POSITIVE_INFINITY } = factory.spec;
  const count = 3;
  const environment = create(count, examined.stream());
  const first = environment.reset();
  const row = (values: readonly number[], n: number) => values.slice(n * observation.size, (n + 1) * observation.size);
  const shaped = environment.count === count && first.length === count * observation.size;
  require(shaped, 'reset() gives an observation of the declared size for each copy', `${first.length} numbers for ${count} copies`, `Give ${count} × ${observation.size}.`);
  require(finite([...first]), 'observations are finite in single precision', [
    ...first,
  ], 'Look for divisions by 0 and for numbers that grow without end.');
  const elapsed = new Int32Array(count);
  for (const { reward, terminated, truncated, next, observation: now } of examined.play(
    environment,
    examined.actions(count, 2 * steps, seed),
  )) {
    require(reward.length === count &&
      terminated.length === count &&
      truncated.length === count, 'a step gives a number for each copy', `${reward.length} rewards`, `Give ${count}.`);
    require(next.length === first.length &&
      now.length ===
        first.length, 'a step gives observations of the declared size', `${next.length} and ${now.length} numbers`, `Give ${count} × ${observation.size}.`);
    require(finite(
      reward,
    ), 'rewards are finite in single precision', reward, 'Look for divisions by 0 and for numbers that grow without end.');
    require(finite(next) &&
      finite(
        now,
      ), 'observations are finite in single precision', next, 'Look for divisions by 0 and for numbers that grow without end.');
    for (let n = 0; n < count; n++) {
      const ended = terminated[n] + truncated[n];
      require(ended === 0 ||
        ended ===
          1, 'a step terminates, or is truncated, or neither', `${terminated[n]} and ${truncated[n]}`, 'Flags are 0 or 1; what terminates is not truncated.');
      elapsed[n]++;
      const due = elapsed[n] >= timeLimit;
      require(truncated[n] ===
        (due && terminated[n] === 0
          ? 1
          : 0), 'an episode is truncated at its time limit, and not before', `truncated ${truncated[n]} after ${elapsed[n]} of ${timeLimit} steps`, 'Leave time limits to `timeLimit`.');
      if (ended === 1) elapsed[n] = 0;
      else
        require(same(
          row(next, n),
          row(now, n),
        ), 'between ends, the observation to act on is the one that the step led to', `${row(now, n)} after ${row(next, n)}`, '`observation_NO` differs from `nextObservation_NO` where a new episode begins only.');
    }
  }
  checkStarts(examined, create);
}

/** Where an episode ends, the next one begins in the same step, with an observation of its own. */
function checkStarts(examined: Examined, create: Create): void {
  const { require, factory, steps, seed } = examined;
  const environment = create(1, constantStream());
  let start: readonly number[];
  try {
    start = [...environment.reset()];
  } catch (error) {
    if (isEndless(error)) return;
    throw error;
  }
  for (const { terminated, truncated, observation } of examined.play(
    environment,
    examined.actions(1, 3 * Math.min(steps, factory.spec.timeLimit ?? steps), seed + 1),
  ))
    if (terminated[0] + truncated[0] === 1)
      require(same(
        [...observation],
        [...start],
      ), 'an episode begins like the first one where chance is the same', `${observation} instead of ${start}`, 'Set all of the state when an episode begins, and observe it then.');
}

const isEndless = (error: unknown) => error instanceof VemError && error.path === 'draws without end';

function checkSeeds(examined: Examined, create: Create): void {
  const { require, steps, seed } = examined;
  const actions = examined.actions(2, steps, seed);
  const run = () => {
    const environment = create(2, examined.stream());
    return [[...environment.reset()], ...examined.play(environment, actions)];
  };
  const alone = run();
  require(same(
    run(),
    alone,
  ), 'one seed gives one result', 'two', 'Take all random numbers from the stream, and start from what the options say.');
  // Two side by side, each with a stream and actions of its own.
  const [environment, other] = [create(2, examined.stream()), create(2, examined.stream(seed + 7))];
  const others = examined.actions(2, steps, seed + 7);
  const together: unknown[] = [[...environment.reset()]];
  other.reset();
  for (const [t, action] of actions.entries()) {
    together.push(...examined.play(environment, [action]));
    examined.play(other, [others[t]]);
  }
  require(same(
    together,
    alone,
  ), 'an environment is the same next to another one', 'another result', 'Keep nothing outside of `state`.');
}

function checkSaving(examined: Examined, create: Create): void {
  const { require, steps, seed } = examined;
  const environment = create(2, examined.stream());
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
    ['another one', moved(examined, create)],
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
  const again = moved(examined, create);
  const otherObserved = again.reset();
  again.restore(structuredClone(saved) as EnvironmentState);
  require(same(
    [...observed],
    [...otherObserved],
  ), 'the observation follows from the state', `${[...observed]} and ${[...otherObserved]}`, '`restore` refreshes the array that `reset` returned, from the state alone.');
}

/** An environment that has been elsewhere. */
function moved(examined: Examined, create: Create): VectorEnvironment {
  const environment = create(2, examined.stream(examined.seed + 5));
  environment.reset();
  examined.play(environment, examined.actions(2, 5, examined.seed + 5));
  return environment;
}

/** Each of N copies is what one copy is under its actions, where all draw the same numbers. */
function checkCopies(examined: Examined, create: Create): void {
  const { require, steps, seed, factory } = examined;
  const count = 3;
  const width = storedActionWidth(factory.spec.action);
  const actions = examined.actions(count, steps, seed + 3);
  try {
    const together = create(count, constantStream());
    together.reset();
    const seen = examined.play(together, actions);
    for (let n = 0; n < count; n++) {
      const alone = create(1, constantStream());
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

/** Beyond the bounds an action counts as the bound, and everything stays finite there. */
function checkBounds(examined: Examined, create: Create): void {
  const { require, steps, seed, factory } = examined;
  if (factory.spec.action.kind === 'finite') return;
  const [at, beyond] = [1.000001, 50].map((reach) => {
    const environment = create(2, examined.stream());
    environment.reset();
    return examined.play(environment, examined.actions(2, steps, seed + 4, reach));
  });
  require(beyond.every(
    ({ reward, next }) => finite(reward) && finite(next),
  ), 'numbers stay finite at the bounds of actions', beyond.at(-1), 'Bound what grows.');
  require(same(
    at,
    beyond,
  ), 'an action beyond a bound counts as the bound', 'something else', 'Clip actions to the box.');
}
