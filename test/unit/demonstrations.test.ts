import { openGrid } from '@vem/envs';
import { expertPolicy, type SlotMap } from '@vem/framework';
import { linearPotential, networkPotential } from '@vem/likelihoods';
import { maxentIrl } from '@vem/presets';
import { demonstrated } from '@vem/priors';
import { demonstrations } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { largestDivergence, learnedPolicy, tablesDeclaredBy, visitsOf } from '../support/learnedReward.js';
import { deterministic, randomWorld, tablesOf, tableWorld, type World } from '../support/tableWorld.js';

const horizon = 20;
const size = { states: 5, actions: 3, timeLimit: horizon };

/** What an algorithm makes of the visits of a world's expert. */
async function learn(slots: SlotMap, world: World) {
  const tables = tablesOf(world);
  const at = expertPolicy(tables, { alpha: 1, discount: 1, horizon });
  const pairs = size.states * size.actions;
  const expert = new Float64Array(horizon * pairs);
  for (let t = 0; t < horizon; t++) expert.set(at(t), t * pairs);
  const { logProb, metrics, weights } = await learnedPolicy({ ...slots, environment: tableWorld(world) });
  const shown = visitsOf(tables, expert, horizon);
  const own = visitsOf(tables, logProb, horizon);
  return {
    shown,
    apart: Math.max(...own.map((visit, i) => Math.abs(visit - shown[i]))),
    kl: largestDivergence(expert, logProb, size.actions),
    logProb,
    metrics,
    weights,
  };
}

const linear = linearPotential({ decay: 0 });
const ofStates = linearPotential({ features: 'state', decay: 0 });

describe('a reward that is learned from an expert’s visits of a stochastic world', () => {
  it.each([1, 2])(
    'makes the expert’s policy its own if it is linear in states and actions (world %i)',
    async (seed) => {
      const { apart, kl, shown } = await learn(
        { ...maxentIrl(), likelihood: linear },
        randomWorld(size, seed, 'pairs'),
      );
      expect(shown.reduce((sum, visit) => sum + visit, 0)).toBeCloseTo(horizon, 9);
      expect(apart).toBeLessThan(1e-3);
      expect(kl).toBeLessThan(1e-4);
    },
  );

  it('and if it is a network of the state', async () => {
    const slots = { ...maxentIrl('network'), likelihood: networkPotential({ decay: 0 }) };
    const { apart, kl, metrics } = await learn(slots, randomWorld(size, 3, 'states'));
    expect(apart).toBeLessThan(1e-3);
    expect(kl).toBeLessThan(1e-4);
    expect(metrics['likelihood/rewardGap']).toBeLessThan(0.1);
  });

  it('is biased where chance is inferred with the actions, although the visits that this expects are the expert’s', async () => {
    const slots = { ...maxentIrl('optimistic'), likelihood: linear };
    const { apart, kl, metrics } = await learn(slots, randomWorld(size, 1, 'pairs'));
    expect(Math.abs(metrics['likelihood/rewardGap'])).toBeLessThan(1e-3);
    expect(apart).toBeGreaterThan(0.02);
    expect(kl).toBeGreaterThan(0.02);
  });

  it('which comes to the same without chance', async () => {
    const world = deterministic(randomWorld(size, 1, 'pairs'));
    // With decay there is one minimum, whatever the demonstrations leave open.
    const causal = await learn(maxentIrl(), world);
    const optimistic = await learn(maxentIrl('optimistic'), world);
    expect(causal.apart).toBeLessThan(0.02);
    expect(largestDivergence(causal.logProb, optimistic.logProb, size.actions)).toBeLessThan(1e-5);
  });
});

describe('on a slippery grid, from the visits of an expert', () => {
  const environment = openGrid({ rows: 3, columns: 3, slip: 0.4, stepReward: -1, goalReward: 0, timeLimit: 30 });
  const tables = tablesDeclaredBy(environment);
  const at = expertPolicy(tables, { alpha: 0.5, discount: 1, horizon: 30 });
  const pairs = tables.states * tables.actions;
  const expert = Float64Array.from({ length: 30 * pairs }, (_, i) => at(Math.floor(i / pairs))[i % pairs]);
  const shown = visitsOf(tables, expert, 30);
  const slots = { environment, likelihood: ofStates, data: demonstrations({ expertAlpha: 0.5 }) };
  /** What the policy of a reward of states misses in the world as it is. */
  const missed = async (preset: SlotMap) => {
    const { logProb, metrics } = await learnedPolicy({ ...preset, ...slots });
    const own = visitsOf(tables, logProb, 30);
    const steps = (visits: Float64Array) => visits.reduce((sum, visit) => sum + visit, 0);
    const apart = Math.max(...own.map((visit, i) => Math.abs(visit - shown[i])));
    return { gap: metrics['likelihood/rewardGap'], apart, longer: steps(own) / steps(shown) };
  };

  it('the causal likelihood is not biased', async () => {
    const { gap, apart } = await missed(maxentIrl());
    expect(Math.abs(gap)).toBeLessThan(1e-3);
    expect(apart).toBeLessThan(1e-3);
  });

  it('the optimistic one is, though the visits that it expects are those that were shown', async () => {
    const { gap, apart, longer } = await missed(maxentIrl('optimistic'));
    expect(Math.abs(gap)).toBeLessThan(1e-3);
    expect(apart).toBeGreaterThan(0.2);
    expect(longer).toBeGreaterThan(1.5);
  });
});

describe('a prior that is learned beside the reward', () => {
  const habit = [0.6, 0.3, 0.1];
  const own = randomWorld(size, 4, 'states');
  // Rewards and log-priors add up: who has this habit acts like who is paid for it.
  const world = { ...own, reward: own.reward.map((row) => row.map((r, a) => r + Math.log(habit[a] * size.actions))) };

  it('takes what is done everywhere alike, and leaves the reward to the states', async () => {
    const slots = { ...maxentIrl('prior'), likelihood: ofStates, mStep: demonstrated({ decay: 0 }) };
    const { apart, kl, weights } = await learn(slots, world);
    expect(apart).toBeLessThan(1e-3);
    expect(kl).toBeLessThan(1e-4);
    const total = weights('prior').reduce((sum, w) => sum + Math.exp(w), 0);
    for (const [a, p] of habit.entries())
      expect(Math.abs(Math.exp(weights('prior')[a]) / total - p)).toBeLessThan(0.01);
    const found = weights('likelihood');
    const [first] = own.reward[0];
    for (const [s, [reward]] of own.reward.entries())
      expect(Math.abs(found[s] - found[0] - (reward - first))).toBeLessThan(0.1);
  });

  it('which rewards of states alone cannot explain', async () => {
    const { kl } = await learn({ ...maxentIrl(), likelihood: ofStates }, world);
    expect(kl).toBeGreaterThan(0.05);
  });
});
