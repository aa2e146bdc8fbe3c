import { expertPolicy, type SlotMap } from '@vem/framework';
import { linearPotential, networkPotential } from '@vem/likelihoods';
import { maxentIrl } from '@vem/presets';
import { describe, expect, it } from 'vitest';
import { largestDivergence, learnedPolicy, visitsOf } from '../support/learnedReward.js';
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
  const { logProb, metrics } = await learnedPolicy({ ...slots, environment: tableWorld(world) });
  const shown = visitsOf(tables, expert, horizon);
  const own = visitsOf(tables, logProb, horizon);
  return {
    shown,
    apart: Math.max(...own.map((visit, i) => Math.abs(visit - shown[i]))),
    kl: largestDivergence(expert, logProb, size.actions),
    logProb,
    metrics,
  };
}

const linear = linearPotential({ decay: 0 });

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
