import type { HostContext } from '@vem/framework';
import type { VisitedTransitions } from './relativeEntropyDual.js';

/** The same in units of `scale`, the root mean square of the rewards. */
export interface ScaledTransitions extends VisitedTransitions {
  readonly scale: number;
}

/**
 * The rows that phase `value` published, as a sample of visits: each counts by its weight, where rows have one. After a
 * termination visits go on at a place where nothing is gained: γ/(1 − γ) of them for one of the last step.
 *
 * @param discount - γ, < 1
 */
export function visitedTransitions(host: HostContext, discount: number): ScaledTransitions {
  const published = (name: string) => Float64Array.from(host.result('value', name)!);
  const { weight, time, terminated } = host.batch;
  const [phi_BK, change_BK, reward_B] = [published('features'), published('change'), published('reward')];
  const rows = reward_B.length;
  const features = phi_BK.length / rows;
  const count = (b: number) => weight?.[b] ?? 1;
  let [visits, absorbed, squares, starts] = [0, 0, 0, 0];
  const start_K = new Float64Array(features);
  for (let b = 0; b < rows; b++) {
    visits += count(b);
    squares += count(b) * reward_B[b] ** 2;
    if (terminated[b] > 0) absorbed += (count(b) * discount) / (1 - discount);
    if (time[b] > 0 || count(b) === 0) continue;
    starts += 1;
    for (let k = 0; k < features; k++) start_K[k] += phi_BK[b * features + k];
  }
  const scale = Math.sqrt(squares / visits) || 1;
  const total = visits + absorbed;
  return {
    scale,
    change_BK,
    reward_B: reward_B.map((r) => r / scale),
    share_B: Float64Array.from({ length: rows }, (_, b) => count(b) / total),
    absorbed: absorbed / total,
    start_K: start_K.map((phi) => ((1 - discount) * phi) / Math.max(1, starts)),
  };
}
