import { observationSpace, type StepOutcome } from '@vem/framework';
import type { Target, Task } from '../dynamics.js';
import { addUniform, controlCost, copyClipped, copyTo } from '../maths.js';

/** Observed velocities are clipped to ± this. */
const VELOCITY_LIMIT = 10;

/** What hopper and walker have in common: rules of reward, start and observation of a planar body that must not fall. */
export interface PlanarWalkerOptions {
  readonly frameSkip: number;
  readonly forwardRewardWeight: number;
  readonly ctrlCostWeight: number;
  readonly healthyReward: number;
  readonly terminateWhenUnhealthy: boolean;
  readonly resetNoiseScale: number;
  readonly excludeCurrentPositionsFromObservation: boolean;
}

export const planarWalkerSpace = (positions: number, velocities: number, excluded: boolean) =>
  observationSpace({ positions: positions - (excluded ? 1 : 0), velocities });

/** @param isHealthy - reads positions, then velocities */
export function planarWalkerTask(
  options: PlanarWalkerOptions,
  { nq, nv }: { readonly nq: number; readonly nv: number },
  isHealthy: (state: Float64Array) => boolean,
): Task {
  const first = options.excludeCurrentPositionsFromObservation ? 1 : 0;
  return {
    frameSkip: options.frameSkip,
    standpoint: { distance: 5, followed: 'torso' },
    kept: 0,
    start(qpos, qvel, stream) {
      addUniform(qpos, options.resetNoiseScale, stream);
      addUniform(qvel, options.resetNoiseScale, stream);
    },
    progress: (state) => state[0],
    judge(state: Float64Array, action: Float32Array, outcome: StepOutcome, speed: number) {
      const healthy = isHealthy(state);
      const gain = options.forwardRewardWeight * speed + (healthy ? options.healthyReward : 0);
      outcome.reward = gain - controlCost(options.ctrlCostWeight, action);
      outcome.terminated = !healthy && options.terminateWhenUnhealthy;
    },
    observe(state: Float64Array, observation: Target) {
      const at = copyTo(observation, 0, state, first, nq);
      copyClipped(observation, at, state, [nq, nq + nv], -VELOCITY_LIMIT, VELOCITY_LIMIT);
    },
  };
}
