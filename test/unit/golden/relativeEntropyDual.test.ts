import { minimise } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import {
  relativeEntropyDual,
  temperatureOf,
  type VisitedTransitions,
} from '../../../packages/values/src/estimators/relativeEntropyDual.js';
import golden from '../../fixtures/batchWeights.json' with { type: 'json' };

const GAMMA = 0.9;
/** A chain of three states that is left for good from the last: action 0 stays, action 1 goes on. */
const NEXT = [0, 1, 1, 2, 2, 3];
const REWARD = [0.1, 0, 0.3, 0, 0.2, 1];
const [STATES, PAIRS] = [3, 6];

/** Discounted visits of pairs (s, a), times 1 − γ, from state 0 under probabilities of the actions. */
function visits(policy: readonly number[]): number[] {
  const found = Array.from({ length: PAIRS }, () => 0);
  let present = [1, 0, 0];
  for (let t = 0; t < 600; t++) {
    const next = [0, 0, 0, 0];
    for (let pair = 0; pair < PAIRS; pair++) {
      const share = present[pair >> 1] * policy[pair];
      found[pair] += (1 - GAMMA) * GAMMA ** t * share;
      next[NEXT[pair]] += share;
    }
    present = next;
  }
  return found;
}

const uniform = Array.from({ length: PAIRS }, () => 0.5);

/** All pairs, as often as the uniform policy visits them; features tell states apart. */
function exactSample(): VisitedTransitions {
  const share = visits(uniform);
  const change_BK = new Float64Array(PAIRS * STATES);
  for (let pair = 0; pair < PAIRS; pair++) {
    change_BK[pair * STATES + (pair >> 1)] -= 1;
    if (NEXT[pair] < STATES) change_BK[pair * STATES + NEXT[pair]] += GAMMA;
  }
  return {
    change_BK,
    reward_B: Float64Array.from(REWARD),
    share_B: Float64Array.from(share),
    absorbed: 1 - share.reduce((sum, x) => sum + x, 0),
    start_K: Float64Array.of(1 - GAMMA, 0, 0),
  };
}

/** The weights that a point of the dual stands for, with that of the visits after the end. */
function weightsAt({ change_BK, reward_B, share_B, absorbed }: VisitedTransitions, point: Float64Array) {
  const [eta, v] = [Math.exp(point[0]), point.subarray(1)];
  const raw = [...share_B].map((q, b) => {
    const error = v.reduce((sum, value, k) => sum + value * change_BK[b * v.length + k], reward_B[b]);
    return q * Math.exp(error / eta);
  });
  const total = raw.reduce((sum, w) => sum + w, absorbed);
  return { pairs: raw.map((w) => w / total), absorbed: absorbed / total };
}

const settings = { iterations: 500, tolerance: 1e-10 };
const BOUND = 0.1;

describe('the dual of relative entropy policy search', () => {
  it('without features has the value and the minimum of that over a batch of advantages', () => {
    const rewards = golden.topRows.map((row) => golden.advantage[row]);
    const sample: VisitedTransitions = {
      change_BK: new Float64Array(0),
      reward_B: Float64Array.from(rewards),
      share_B: Float64Array.from(rewards, () => 1 / rewards.length),
      absorbed: 0,
      start_K: new Float64Array(0),
    };
    const dual = relativeEntropyDual(sample, golden.bound, 0);
    expect(dual(Float64Array.of(Math.log(golden.eta)), new Float64Array(1))).toBeCloseTo(golden.dual, 8);
    const { point } = minimise(dual, Float64Array.of(0), settings);
    expect(Math.exp(point[0])).toBeCloseTo(golden.optimalEta, 6);
  });

  it('has the gradient of its value', () => {
    const dual = relativeEntropyDual(exactSample(), BOUND, 0.01);
    const at = Float64Array.of(-0.3, 0.5, -1, 2);
    const gradient = new Float64Array(4);
    dual(at, gradient);
    for (const i of at.keys()) {
      const moved = (by: number) =>
        dual(
          at.map((x, k) => (k === i ? x + by : x)),
          new Float64Array(4),
        );
      expect(gradient[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7);
    }
  });

  it('finds visits that some policy makes, as far from those of the sample as the bound allows, and better ones', () => {
    const sample = exactSample();
    const { point, converged } = minimise(relativeEntropyDual(sample, BOUND, 0), new Float64Array(4), settings);
    expect(converged).toBe(true);
    const { pairs, absorbed } = weightsAt(sample, point);
    const policy = pairs.map((w, pair) => w / (pairs[pair] + pairs[pair ^ 1]));
    // Transitions are certain here, so that visits which flow on are those of the policy that the weights are fitted by.
    for (const [pair, w] of visits(policy).entries()) expect(pairs[pair]).toBeCloseTo(w, 7);
    const shares: [number, number][] = [
      ...pairs.map((w, b) => [w, sample.share_B[b]] as [number, number]),
      [absorbed, sample.absorbed],
    ];
    const kl = shares.reduce((sum, [w, q]) => sum + w * Math.log(w / q), 0);
    expect(kl).toBeCloseTo(BOUND, 7);
    const gained = (share: ArrayLike<number>) => REWARD.reduce((sum, r, b) => sum + r * share[b], 0);
    expect(gained(pairs)).toBeGreaterThan(1.2 * gained(sample.share_B));
  });

  it('stays finite where every transition is as good as every other, which no bound can hold back', () => {
    const [rows, least] = [6, 1e-6];
    const sample: VisitedTransitions = {
      change_BK: new Float64Array(rows),
      reward_B: new Float64Array(rows).fill(1),
      share_B: new Float64Array(rows).fill(1 / rows),
      absorbed: 0,
      start_K: new Float64Array(1),
    };
    const dual = relativeEntropyDual(sample, BOUND, 1e-6);
    const { point, value, gradient } = minimise(dual, Float64Array.of(3, 0), { iterations: 50, tolerance: 1e-8 });
    expect([...point, ...gradient].every(Number.isFinite)).toBe(true);
    expect(temperatureOf(point[0])).toBeGreaterThanOrEqual(least);
    expect(value).toBeCloseTo(1, 5);
    for (const logTemperature of [-40, -2000]) {
      const at = dual(Float64Array.of(logTemperature, 0), gradient);
      expect(at).toBeCloseTo(1, 5);
      expect([...gradient].every(Number.isFinite)).toBe(true);
    }
  });

  it('needs values as well: a temperature alone stands for visits that no policy makes', () => {
    const { start_K, ...sample } = exactSample();
    const alone = { ...sample, change_BK: new Float64Array(0), start_K: start_K.subarray(0, 0) };
    const { point } = minimise(relativeEntropyDual(alone, BOUND, 0), new Float64Array(1), settings);
    const { pairs } = weightsAt(alone, point);
    const policy = pairs.map((w, pair) => w / (pairs[pair] + pairs[pair ^ 1]));
    const apart = Math.max(...visits(policy).map((w, pair) => Math.abs(w - pairs[pair])));
    expect(apart).toBeGreaterThan(0.02);
  });
});
