import * as tf from '@tensorflow/tfjs-core';
import { cartPole } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { deterministic, fixedTemperature, valueGradient } from '@vem/posteriors';
import { td3 } from '@vem/presets';
import { noisyMode, offPolicy, replay } from '@vem/training';
import { expectation, oneStep, smoothedPolicy, twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { bootstrapTargets } from '../support/bootstrapTarget.js';
import { momentsOf } from '../support/moments.js';
import { learn, numbers, openedRuns } from '../support/openedRuns.js';
import { follows, smallDdpg, smallTd3 } from '../support/smallTd3.js';

const open = openedRuns();

const GROUPS = ['posterior', 'valueEstimator'] as const;

describe('target policy smoothing', () => {
  const [GAMMA, ROWS] = [0.99, 4096];
  /** γ times what Q = a makes of the smoothed action, around 0. */
  const targets = (options: Parameters<typeof smoothedPolicy>[0]) =>
    bootstrapTargets({
      q: (action_SBA) => tf.squeeze(action_SBA, [2]),
      rows: ROWS,
      slots: {
        posterior: deterministic({ hidden: [], outputGain: 0 }),
        temperature: fixedTemperature({ alpha: 0 }),
        gradientEstimator: valueGradient(),
        bootstrap: smoothedPolicy(options),
        returns: oneStep({ discount: GAMMA }),
        behaviour: noisyMode(),
      },
    });

  it('adds N(0, .2²), clipped to ±.5', async () => {
    const noise = [...(await targets({}))].map((target) => target / GAMMA);
    // Of N(0, 1) cut at ±2.5: P(|x| > 2.5) = .012419, and the variance is .97621 by quadrature.
    const [share, variance] = [0.012419, 0.04 * 0.97621];
    const { mean } = momentsOf(noise);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / ROWS));
    const square = noise.reduce((sum, x) => sum + x * x, 0) / ROWS;
    expect(Math.abs(square - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / ROWS));
    expect(Math.max(...noise.map(Math.abs))).toBeCloseTo(0.5, 6);
    const cut = noise.filter((x) => Math.abs(Math.abs(x) - 0.5) < 1e-6).length / ROWS;
    expect(Math.abs(cut - share)).toBeLessThan(4 * Math.sqrt(share / ROWS));
  });

  it('stays in the box', async () => {
    const action = [...(await targets({ noise: 2, noiseClip: 5 }))].map((target) => target / GAMMA);
    expect(Math.max(...action)).toBeCloseTo(1, 6);
    expect(Math.min(...action)).toBeCloseTo(-1, 6);
  });

  it('is left out at 0', async () => {
    expect(new Set(await targets({ noise: 0 }))).toEqual(new Set([0]));
  });
});

describe('TD3', () => {
  it('lets the policy and the copies of all networks wait for every second update, in which both move', async () => {
    const pipeline = learn(await open(smallTd3), 2);
    const state = () =>
      GROUPS.map((group) => ({ online: numbers(pipeline, group), target: numbers(pipeline, group, 'target') }));
    const before = state();
    const [policy, critics] = state();
    learn(pipeline, 3);
    const [policyAfterOne, criticsAfterOne] = state();
    expect(policyAfterOne).toEqual(policy);
    expect(criticsAfterOne.target).toEqual(critics.target);
    expect(criticsAfterOne.online).not.toEqual(critics.online);
    learn(pipeline, 4);
    for (const [index, { online, target }] of state().entries()) {
      expect(online).not.toEqual(before[index].online);
      const followed = before[index].target.map((old, i) => old + follows.tau * (online[i] - old));
      expect(target).not.toEqual(before[index].target);
      for (const [i, value] of target.entries()) expect(Math.abs(value - followed[i])).toBeLessThan(1e-6);
    }
  });

  it('moves the policy by the first critic alone', async () => {
    const pipeline = learn(await open(smallTd3), 4);
    const [, { executable }] = pipeline.steps;
    const gradient = () => {
      executable.run();
      return pipeline.parameters.gradientViews('posterior').flatMap(({ data }) => [...data]);
    };
    const disturb = (critic: string) => {
      for (const { name, data } of pipeline.parameters.views('valueEstimator'))
        if (name.includes(`/${critic}/`)) for (let i = 0; i < data.length; i++) data[i] += Math.sin(i);
      pipeline.parameters.markChanged('valueEstimator', 'online');
    };
    const before = gradient();
    disturb('q2');
    expect(gradient()).toEqual(before);
    disturb('q1');
    expect(gradient()).not.toEqual(before);
  });

  it('is DDPG without smoothing, delay and the second critic', async () => {
    const [ddpg, plain, smooth] = await Promise.all(
      [
        smallDdpg,
        {
          ...smallTd3,
          valueEstimator: twinQ({ hidden: [8], target: follows, combineForTarget: 'first', combineForEStep: 'first' }),
          bootstrap: smallDdpg.bootstrap,
          schedule: offPolicy({ steps: [['value'], ['eStep']] }),
        },
        { ...smallDdpg, bootstrap: smoothedPolicy({ target: follows }) },
      ].map(async (slots) => learn(await open(slots as SlotMap), 30)),
    );
    for (const copy of ['online', 'target'] as const) {
      expect(numbers(plain, 'posterior', copy)).toEqual(numbers(ddpg, 'posterior', copy));
      const critic = numbers(ddpg, 'valueEstimator', copy);
      expect(numbers(plain, 'valueEstimator', copy).slice(0, critic.length)).toEqual(critic);
    }
    expect(numbers(smooth, 'posterior')).not.toEqual(numbers(ddpg, 'posterior'));
  });
});

describe('the mode with noise', () => {
  it('explores by N(0, .1²) around the policy’s action', async () => {
    const STEPS = 2000;
    const pipeline = await open({
      ...smallTd3,
      posterior: deterministic({ hidden: [], outputGain: 0 }),
      behaviour: noisyMode({ warmUpSteps: 0 }),
      data: replay({ startAfter: 10 * STEPS, capacity: STEPS }),
    });
    const actions = Array.from({ length: STEPS }, () => pipeline.actor.act(pipeline.progress).columns.action[0]);
    const { mean, std } = momentsOf(actions);
    expect(Math.abs(mean)).toBeLessThan((4 * 0.1) / Math.sqrt(STEPS));
    expect(Math.abs(std - 0.1)).toBeLessThan((4 * 0.1) / Math.sqrt(2 * STEPS));
  });
});

describe('a posterior of one action per state', () => {
  it('is refused at a temperature that would be left out in silence', () => {
    expect(() => composeUnchecked({ ...smallTd3, temperature: fixedTemperature({ alpha: 0.1 }) }, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', slot: 'posterior', path: 'temperature.zero' }),
    );
  });

  it('has no KL costs to count', () => {
    expect(() => composeUnchecked({ ...smallTd3, bootstrap: expectation() }, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', slot: 'bootstrap', path: 'posterior.logProb' }),
    );
  });

  it('is for boxes', () => {
    expect(() => composeUnchecked({ ...td3(), environment: cartPole() }, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_PRESET_ACTION_KIND', slot: 'posterior' }),
    );
  });
});
