import type { EnvironmentBlueprint } from '@vem/framework';
import type { MujocoDynamics } from '../mujoco/dynamics.js';
import { mujoco } from '../mujoco/loadMujoco.js';

/** What test/fixtures/mujoco/generate.py writes of one of Gymnasium's environments. Texts of arrays are base64. */
export interface Recording {
  readonly environment: string;
  readonly gymnasium: string;
  readonly mujoco: string;
  readonly spec: {
    readonly timeLimit: number;
    readonly rewardThreshold: number | null;
    readonly observationSize: number;
    readonly low: readonly number[];
    readonly high: readonly number[];
  };
  readonly model: Readonly<Record<string, readonly (number | boolean)[]>>;
  readonly trajectories: readonly Trajectory[];
}

export interface Trajectory {
  /** By their Gymnasium names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Of the actions. */
  readonly seed: number;
  /** Part of the box that actions spread over. */
  readonly amplitude: number;
  readonly steps: number;
  /** Steps between two recorded observations. */
  readonly every: number;
  /** Steps after which the simulation starts anew from where it is. */
  readonly segment: number;
  /** [steps / segment, nq] and [steps / segment, nv], where segments start. */
  readonly qpos: string;
  readonly qvel: string;
  /** Steps at which the terminated flag becomes another. */
  readonly terminationChanges: readonly number[];
  /** [steps / every], summed up between recorded observations. */
  readonly rewards: string;
  /** [1 + steps / every, O] */
  readonly observations: string;
}

/** One of this package's definitions, whatever its options. */
export interface AnyMujocoDefinition {
  readonly id: string;
  readonly model: () => string;
  parse(options?: unknown): unknown;
  blueprint(options: unknown): EnvironmentBlueprint<'box'>;
}

/** A trajectory played again. */
export interface Replay {
  readonly rewards: Float64Array;
  readonly observations: Float64Array;
  readonly terminationChanges: readonly number[];
}

export function decoded(text: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Options under the names that this package gives them. */
export const renamed = (options: Trajectory['options']) =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));

/** The actions that the recording script drew: a linear congruential generator, spread over a part of the box. */
function drawActions(
  { seed, amplitude }: Trajectory,
  { low, high }: { readonly low: readonly number[]; readonly high: readonly number[] },
): () => Float32Array {
  const action = new Float32Array(low.length);
  let state = seed;
  return () => {
    for (let axis = 0; axis < action.length; axis++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      // Gymnasium's bounds are single precision.
      const [from, to] = [Math.fround(low[axis]), Math.fround(high[axis])];
      action[axis] = amplitude * (from + (to - from) * ((state >>> 8) / 2 ** 24));
    }
    return action;
  };
}

/** Plays a recorded trajectory with this package's dynamics. MuJoCo must be loaded. */
export function replay(definition: AnyMujocoDefinition, trajectory: Trajectory): Replay {
  const { spec, dynamics: make } = definition.blueprint(definition.parse(renamed(trajectory.options)));
  if (spec.action.kind !== 'box') throw new Error('MuJoCo tasks have box actions');
  const dynamics = make() as MujocoDynamics;
  const state = new Float64Array(dynamics.stateSize);
  const { steps, every, segment } = trajectory;
  const size = spec.observation.size;
  const rewards = new Float64Array(steps / every);
  const observations = new Float64Array((1 + steps / every) * size);
  const terminationChanges: number[] = [];
  const act = drawActions(trajectory, spec.action);
  const observe = (row: number) => dynamics.observe(state, observations.subarray(row * size, (row + 1) * size));

  const place = (index: number) => {
    const row = (text: string) => {
      const rows = decoded(text);
      const size = (rows.length * segment) / steps;
      return rows.subarray(index * size, (index + 1) * size);
    };
    dynamics.place(state, row(trajectory.qpos), row(trajectory.qvel));
  };
  let ended = false;
  for (let step = 0; step < steps; step++) {
    if (step % segment === 0) place(step / segment);
    if (step === 0) observe(0);
    const outcome = { reward: Number.NaN, terminated: false };
    dynamics.step(state, act(), outcome, undefined as never);
    rewards[Math.floor(step / every)] += outcome.reward;
    if (outcome.terminated !== ended) {
      ended = outcome.terminated;
      terminationChanges.push(step);
    }
    if ((step + 1) % every === 0) observe((step + 1) / every);
  }
  dynamics.dispose?.();
  return { rewards, observations, terminationChanges };
}

/** Largest difference, relative where values are larger than 1; infinite if lengths differ or something is NaN. */
export function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < ours.length; i++) {
    const difference = Math.abs(ours[i] - theirs[i]) / Math.max(1, Math.abs(theirs[i]));
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }
  return largest;
}

/** Entries of the compiled model that differ from the recorded one by more than `tolerance`, as text. */
export function modelDifferences(
  definition: AnyMujocoDefinition,
  recorded: Recording['model'],
  tolerance: number,
): string[] {
  const model = mujoco(definition.id).MjModel.from_xml_string(definition.model());
  const found: string[] = [];
  for (const [name, theirs] of Object.entries(recorded)) {
    const [field, part] = name.split('.').reverse();
    const owner = (part === undefined ? model : model[part as 'opt' | 'stat']) as unknown as Record<string, unknown>;
    const value = owner[field];
    const ours = (typeof value === 'object' && value !== null ? Array.from(value as ArrayLike<number>) : [value]).map(
      Number,
    );
    if (ours.length !== theirs.length) {
      found.push(`${name}: ${ours.length} entries, recorded ${theirs.length}`);
      continue;
    }
    for (const [i, number] of theirs.map(Number).entries()) {
      if (!(Math.abs(ours[i] - number) <= tolerance * Math.max(1, Math.abs(number)))) {
        found.push(`${name}[${i}]: ${ours[i]}, recorded ${number}`);
      }
    }
  }
  model.delete();
  return found;
}
