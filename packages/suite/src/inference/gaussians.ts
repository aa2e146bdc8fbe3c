import * as tf from '@tensorflow/tfjs-core';
import { gaussianDensity, gaussianOf, logRatio, type Noise, type Run, Streams, sampleOf } from '@vem/framework';
import type { VisitedStates } from './agent.js';

/** A Gaussian before the squash at each of B states, [B, A] each. */
export interface Gaussians {
  readonly mean: Float32Array;
  readonly logStd: Float32Array;
}

/** Draws of an action for each state; half of them mirror the others. */
const DRAWS = 512;
/** States that are looked at together: what their draws take in memory grows with it. */
const TOGETHER = 50;

/** What a run's posterior infers at states. */
export async function inferredAt(run: Run, { observation, episode }: VisitedStates): Promise<Gaussians> {
  const seen = await run.examine({
    observation,
    rows: episode.length,
    look: ({ posterior }, observation_BO) => {
      const { mean_BA, logStd_BA } = gaussianOf(posterior.infer(observation_BO, 'evaluate'));
      return { mean: tf.add(mean_BA, 0), logStd: tf.add(logStd_BA, 0) };
    },
  });
  return { mean: seen.mean, logStd: seen.logStd };
}

/** The same numbers for every state and every Gaussian, so that what differs is not chance. @param dimension - A */
function mirroredDraws(dimension: number): Noise {
  const stream = new Streams(1).stream('objective');
  const half = Float32Array.from({ length: (DRAWS / 2) * dimension }, () => stream.normal());
  const drawn_S1A = tf.tensor3d([...half, ...half.map((x) => -x)], [DRAWS, 1, dimension]);
  const normal = ([, rows]: readonly number[]) => tf.tile(drawn_S1A, [1, rows, 1]);
  return { normal, uniform: normal };
}

/**
 * J_s = E_π[Q] − α KL(π‖p) of Gaussians at each state, by the run's own critics, prior and temperature, as its E-step sees them.
 *
 * @returns [B] of each of the Gaussians
 */
export async function objectivesOf(
  run: Run,
  { observation, episode }: VisitedStates,
  all: readonly Gaussians[],
): Promise<Float32Array[]> {
  const [rows, size] = [episode.length, observation.length / episode.length];
  const dimension = all[0].mean.length / rows;
  const objectives = all.map(() => new Float32Array(rows));
  for (let from = 0; from < rows; from += TOGETHER) {
    const count = Math.min(TOGETHER, rows - from);
    const part = (x: Float32Array) =>
      tf.tensor2d(x.slice(from * dimension, (from + count) * dimension), [count, dimension]);
    const seen = await run.examine({
      observation: observation.subarray(from * size, (from + count) * size),
      rows: count,
      look: ({ prior, valueEstimator, temperature }, observation_BO) => {
        const noise = mirroredDraws(dimension);
        const [p, alpha] = [prior.at(observation_BO, 'target'), temperature.alpha()];
        return Object.fromEntries(
          all.map(({ mean, logStd }, i) => {
            const belief = gaussianDensity({ mean_BA: part(mean), logStd_BA: part(logStd) }, 'tanh', noise);
            const sample = sampleOf(belief, DRAWS);
            const q_SB = valueEstimator.q!(observation_BO, sample, 'online', 'eStep');
            const cost_SB = tf.mul(alpha, logRatio(belief, p, sample));
            return [`objective${i}`, tf.mean(tf.sub(q_SB, cost_SB), 0)];
          }),
        );
      },
    });
    for (const [i, objective] of objectives.entries()) objective.set(seen[`objective${i}`], from);
  }
  return objectives;
}
