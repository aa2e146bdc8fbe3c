import {
  ActionAdapter,
  type EnvironmentFactory,
  guarded,
  noPoses,
  type Policy,
  type Poses,
  type Scene,
  Streams,
  storedActionWidth,
  type VectorEnvironment,
} from '@vem/framework';
import { rigidPoses, separateStill } from './poses.js';

/** Curves per plot; of wider parts the first entries are kept. */
const CURVES = 8;
/** Seconds per step where no scene says how long one is. */
const DEFAULT_TIME_STEP = 1 / 30;

/** Entries that are kept of a part of the observation or of the action. */
export interface PlottedPart {
  readonly name: string;
  /** Entries kept. */
  readonly size: number;
  /** Entries that there are. */
  readonly of: number;
}

/** One episode of T steps; frame t shows what was before step t. */
export interface RecordedEpisode {
  readonly return: number;
  /** T */
  readonly length: number;
  readonly ending: 'terminated' | 'truncated' | 'cut short';
  /** [T] */
  readonly reward: Float32Array;
  /** [T, entries kept] */
  readonly observation: Float32Array;
  /** [T, entries kept], in the environment's units. */
  readonly action: Float32Array;
  /** Geoms that move, and those that do not with their poses. */
  readonly moving: readonly number[];
  readonly still: { readonly indices: readonly number[]; readonly poses: readonly number[] };
  /** [T, moving geoms, 7]: position and quaternion (x, y, z, w). */
  readonly poses: Float32Array;
}

export interface Recording {
  readonly scene: Scene | undefined;
  readonly timeStep: number;
  readonly parts: readonly PlottedPart[];
  readonly actions: PlottedPart;
  readonly episodes: readonly RecordedEpisode[];
}

export interface RecordOptions {
  readonly episodes: number;
  readonly seed: number;
  readonly stochastic: boolean;
  /** Steps after which an episode is cut short. */
  readonly maxSteps: number;
}

/** Plays test episodes with a stored policy, those that `evaluatePolicy` plays with the same seed, and keeps what can be seen. */
export function recordEpisodes(policy: Policy, factory: EnvironmentFactory, options: RecordOptions): Recording {
  const { spec } = factory;
  const manner = options.stochastic ? 'sample' : policy.evaluation;
  const streams = new Streams(options.seed);
  const program = policy.acting(manner, streams);
  const environment = guarded(factory, 1, streams.fresh('assess/environment'));
  const adapter = new ActionAdapter(spec.action, 1);
  const { scene } = environment;
  const poses = noPoses(scene?.geoms.length ?? 0);
  const parts = spec.observation.parts.map(({ name, size }) => ({ name, size: Math.min(size, CURVES), of: size }));
  const width = storedActionWidth(spec.action);
  const actions = { name: 'action', size: Math.min(width, CURVES), of: width };
  const keptEntries = entriesOf(parts);
  try {
    let observation = environment.reset();
    const playOne = (): RecordedEpisode => {
      const kept = { reward: [] as number[], observation: [] as number[], action: [] as number[] };
      const frames: Float32Array[] = [];
      let ending: RecordedEpisode['ending'] | undefined;
      program.start();
      while (ending === undefined) {
        if (scene) frames.push(lookAt(environment, poses));
        for (const entry of keptEntries) kept.observation.push(observation[entry]);
        program.observation.set(observation);
        program.run();
        adapter.convert(program.action);
        kept.action.push(...adapter.environment.subarray(0, actions.size));
        const step = environment.step(adapter.environment);
        kept.reward.push(step.reward_N[0]);
        observation = step.observation_NO;
        if (step.terminated_N[0] === 1) ending = 'terminated';
        else if (step.truncated_N[0] === 1) ending = 'truncated';
        else if (kept.reward.length >= options.maxSteps) ending = 'cut short';
      }
      if (ending === 'cut short') observation = environment.reset();
      return {
        return: kept.reward.reduce((sum, reward) => sum + reward, 0),
        length: kept.reward.length,
        ending,
        reward: Float32Array.from(kept.reward),
        observation: Float32Array.from(kept.observation),
        action: Float32Array.from(kept.action),
        ...separateStill(frames),
      };
    };
    const episodes = Array.from({ length: options.episodes }, playOne);
    return { scene, timeStep: scene?.timeStep ?? DEFAULT_TIME_STEP, parts, actions, episodes };
  } finally {
    environment.dispose();
    program.dispose();
  }
}

/** Places in the observation of the entries that are kept. */
function entriesOf(parts: readonly PlottedPart[]): number[] {
  let first = 0;
  return parts.flatMap(({ size, of }) => {
    const start = first;
    first += of;
    return Array.from({ length: size }, (_, i) => start + i);
  });
}

function lookAt(environment: VectorEnvironment, poses: Poses): Float32Array {
  environment.pose?.(0, poses);
  return rigidPoses(poses);
}
