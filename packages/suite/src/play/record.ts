import {
  type EnvironmentFactory,
  noPoses,
  type Policy,
  type Poses,
  type Scene,
  storedActionWidth,
  type VectorEnvironment,
} from '@vem/framework';
import { rigidPoses, separateStill } from './poses.js';
import { type PlayOptions, playedSteps } from './steps.js';

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

/** Plays test episodes with a stored policy, those that `evaluatePolicy` plays with the same seed, and keeps what can be seen. */
export function recordEpisodes(policy: Policy, factory: EnvironmentFactory, options: PlayOptions): Recording {
  const { spec } = factory;
  let scene: Scene | undefined;
  let poses: Poses | undefined;
  const parts = spec.observation.parts.map(({ name, size }) => ({ name, size: Math.min(size, CURVES), of: size }));
  const width = storedActionWidth(spec.action);
  const actions = { name: 'action', size: Math.min(width, CURVES), of: width };
  const keptEntries = entriesOf(parts);
  let kept = { reward: [] as number[], observation: [] as number[], action: [] as number[] };
  let frames: Float32Array[] = [];
  const episodes: RecordedEpisode[] = [];
  const look = (environment: VectorEnvironment) => {
    scene ??= environment.scene;
    if (!scene) return;
    poses ??= noPoses(scene.geoms.length);
    frames.push(lookAt(environment, poses));
  };
  for (const { observation, action, reward, ending } of playedSteps(policy, factory, options, look)) {
    for (const entry of keptEntries) kept.observation.push(observation[entry]);
    kept.action.push(...action.subarray(0, actions.size));
    kept.reward.push(reward);
    if (ending === undefined) continue;
    episodes.push({
      return: kept.reward.reduce((sum, one) => sum + one, 0),
      length: kept.reward.length,
      ending,
      reward: Float32Array.from(kept.reward),
      observation: Float32Array.from(kept.observation),
      action: Float32Array.from(kept.action),
      ...separateStill(frames),
    });
    kept = { reward: [], observation: [], action: [] };
    frames = [];
  }
  return { scene, timeStep: scene?.timeStep ?? DEFAULT_TIME_STEP, parts, actions, episodes };
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
