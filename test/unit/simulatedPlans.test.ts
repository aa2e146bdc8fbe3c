import * as tf from '@tensorflow/tfjs-core';
import { cartPole, chain, lqr, pendulum } from '@vem/envs';
import {
  type BoundSlot,
  categoricalDensity,
  composeUnchecked,
  definePlugin,
  type Simulating,
  type SlotMap,
  Streams,
  type VectorStep,
} from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { offPolicy, simulatorPlanner } from '@vem/training';
import { actionValues } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { simulatedPlan } from '../../packages/training/src/behaviours/planning/simulatedPlan.js';
import { tableProposal, tableValues } from '../support/plannedTables.js';
import { smallSpoOnSimulator } from '../support/smallModels.js';
import { softChain } from '../support/softChain.js';

const ENVIRONMENTS = 16;

/** All actions alike, and proposes them. */
const evenPrior: BoundSlot<'prior', 'density' | 'sample' | 'target' | 'space:finite', never> = definePlugin({
  slot: 'prior',
  name: 'even-prior',
  description: 'Every action with the same probability',
  config: z.strictObject({}),
  provides: ['density', 'sample', 'target', 'space:finite'],
  inject: [],
  create: () => ({
    program: (step) => ({
      at: (observation_BO) => categoricalDensity(tf.zeros([observation_BO.shape[0]!, 2]), step.noise),
    }),
  }),
})();

describe('plans in copies of a chain where moves succeed', () => {
  const { discount, value, policy } = softChain;

  const planning = async (horizon: number, values: readonly number[]) => {
    const slots: SlotMap = {
      ...sac(),
      environment: chain({ success: 1 }),
      prior: evenPrior,
      posterior: tableProposal(value.map(() => [0.5, 0.5])),
      valueEstimator: actionValues({ hidden: [2] }),
      bootstrap: tableValues(values),
      temperature: fixedTemperature({ alpha: 1 }),
      behaviour: simulatorPlanner({ particles: 128, horizon, discount, warmUp: 'policy' }),
      gradientEstimator: undefined,
      schedule: offPolicy({ steps: [['value']] }),
    };
    const run = composeUnchecked(slots, { seed: 5, environments: ENVIRONMENTS });
    return { run, pipeline: await run.open() };
  };

  it.each([1, 2, 5])('have the first action of soft value iteration over a horizon of %d', async (horizon) => {
    const { run, pipeline } = await planning(horizon, value);
    const found: number[] = [];
    for (let time = 0; time < 6; time++) {
      const { planAction, planWeight, observation } = pipeline.actor.act(pipeline.progress).columns;
      const states = observation.length / ENVIRONMENTS;
      for (let n = 0; n < ENVIRONMENTS; n++) {
        const particles = planWeight.length / ENVIRONMENTS;
        let second = 0;
        for (let p = 0; p < particles; p++)
          second += planWeight[n * particles + p] * planAction[2 * (n * particles + p) + 1];
        const state = observation.subarray(n * states, (n + 1) * states).indexOf(1);
        found.push(second - policy[state][1]);
      }
    }
    run.dispose();
    const mean = found.reduce((sum, x) => sum + x, 0) / found.length;
    const variance = found.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (found.length - 1);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / found.length));
    expect(Math.abs(mean)).toBeLessThan(0.03);
  });

  it('count all particles alike where nothing is left of any, and say so', async () => {
    const { run, pipeline } = await planning(
      2,
      value.map(() => Number.NEGATIVE_INFINITY),
    );
    const { planWeight } = pipeline.actor.act(pipeline.progress).columns;
    for (const weight of planWeight) expect(weight).toBeCloseTo(1 / 128, 6);
    const metrics = pipeline.actor.metered.takeMetrics();
    expect(metrics['behaviour/lost']).toBe(1);
    expect(metrics['behaviour/ancestors']).toBeGreaterThan(64);
    expect(pipeline.slots.behaviour.warnings!({ lost: 1 })).toHaveLength(1);
    run.dispose();
  });
});

/** Two particles in one environment, to whom happens what is written down; V is 10 everywhere. */
const told = (rewards: readonly number[][], ends: { terminated?: number; truncated?: number }): Simulating => {
  let k = 0;
  return {
    environments: 1,
    observation_RO: new Float32Array(2),
    step: (): VectorStep => {
      const flags = (row: number | undefined) => Uint8Array.from([0, 1], (p) => (k === 0 && p === row ? 1 : 0));
      const observation_NO = new Float32Array(2);
      const step = {
        reward_N: Float64Array.from(rewards[k]),
        terminated_N: flags(ends.terminated),
        truncated_N: flags(ends.truncated),
        nextObservation_NO: observation_NO,
        observation_NO,
      };
      k++;
      return step;
    },
    pick: () => {},
    ask: () => ({
      action: Float32Array.of(0.25, 0.75),
      value: Float32Array.of(10, 10),
      alpha: Float32Array.of(2),
    }),
    stream: new Streams(1).stream('plan'),
    progress: { envSteps: 7, updates: 0, rollouts: 0, fraction: 0 },
  };
};

describe('particles whose episode ends', () => {
  const options = simulatorPlanner({ particles: 2, horizon: 3, discount: 0.5, resampleBelow: 0 }).config as never;
  const planned = (simulating: Simulating) => {
    const columns = {
      planAction: new Float32Array(2),
      planWeight: new Float32Array(2),
      planAdvantage: new Float32Array(2),
      planStep: new Float32Array(1),
    };
    simulatedPlan(simulating, options, new Float32Array(1), columns);
    return columns;
  };
  // Each step of one that goes on: reward + .5 · 10 − 10.
  const goingOn = [1, 1, 1].reduce((sum, r) => sum + r - 5, 0);

  it('by the environment’s rule are worth nothing more, and keep their weight whatever happens to their copies', () => {
    const { planAdvantage, planWeight, planAction, planStep } = planned(
      told(
        [
          [1, 1],
          [99, 1],
          [99, 1],
        ],
        { terminated: 0 },
      ),
    );
    expect([...planAdvantage]).toEqual([1 - 10, goingOn]);
    expect(planWeight[0] / planWeight[1]).toBeCloseTo(Math.exp((1 - 10 - goingOn) / 2), 5);
    expect([...planAction]).toEqual([0.25, 0.75]);
    expect(planStep[0]).toBe(7);
  });

  it('as their time is up are worth what their final observation is', () => {
    const { planAdvantage } = planned(
      told(
        [
          [1, 1],
          [99, 1],
          [99, 1],
        ],
        { truncated: 0 },
      ),
    );
    expect([...planAdvantage]).toEqual([1 + 5 - 10, goingOn]);
  });
});

describe('environments that are planned in', () => {
  it.each([
    ['without noise', pendulum()],
    ['with noise', lqr({ noiseVariance: 0.5 })],
  ])('go on as if nobody had tried anything: %s', async (_what, environment) => {
    const slots = { ...smallSpoOnSimulator, environment } as SlotMap;
    const run = composeUnchecked(slots, { seed: 3, environments: 2 });
    const { actor, progress } = await run.open();
    const before = structuredClone(actor.environment.state());
    const planning = { ...progress, envSteps: 1000 };
    const { columns } = actor.act(planning);
    const after = structuredClone(actor.environment.state());
    // The same actions from the same state, and nothing else, lead to the same place, chance included.
    const action = columns.action.map((a) => a * (environment.name === 'LQR' ? 4 : 2));
    actor.environment.restore(before);
    actor.environment.step(action);
    expect(actor.environment.state()).toEqual(after);
    // What the copies were told by chance is something else.
    expect(actor.simulator!.environment.state().stream).not.toEqual(before.stream);
    run.dispose();
  });

  it('must be able to be copied', async () => {
    const elsewhere = { ...pendulum(), provides: ['box'] };
    expect(() => composeUnchecked({ ...smallSpoOnSimulator, environment: elsewhere } as SlotMap, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'environment.simulator' }),
    );
    expect(cartPole().provides).toContain('simulator');
  });
});
