import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import type { Target } from '../dynamics.js';
import { addUniform, clip, copyTo, isBetween, sumOfSquares } from '../maths.js';
import { humanoidModel } from '../models/humanoid.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';
import type { Arrays } from '../simulation.js';

const POSITIONS = 24;
const VELOCITIES = 23;
/** The world included, which stands first. */
const BODIES = 14;
/** Of the free root, which no motor drives. */
const ROOT_VELOCITIES = 6;

/** Rows of derived arrays that may be observed: name, array, entries per body or degree of freedom, those left out. */
const DERIVED = [
  { part: 'inertias', array: 'cinert', size: BODIES * 10, skipped: 10 },
  { part: 'bodyVelocities', array: 'cvel', size: BODIES * 6, skipped: 6 },
  { part: 'actuatorForces', array: 'qfrc_actuator', size: VELOCITIES, skipped: ROOT_VELOCITIES },
  { part: 'contactForces', array: 'cfrc_ext', size: BODIES * 6, skipped: 6 },
] as const satisfies readonly { part: string; array: keyof Arrays; size: number; skipped: number }[];

const config = z.strictObject({
  frameSkip: option.frameSkip(5),
  forwardRewardWeight: option.forwardRewardWeight(1.25),
  ctrlCostWeight: option.ctrlCostWeight(0.1),
  contactCostWeight: option.weight(5e-7, 'cost per squared contact force', 'contact_cost_weight'),
  contactCostRange: option.range([null, 10], 'to which the contact cost is clipped', 'contact_cost_range'),
  healthyReward: option.healthyReward(5),
  terminateWhenUnhealthy: option.terminateWhenUnhealthy(),
  healthyZRange: option.range([1, 2], 'healthy heights of the torso, m', 'healthy_z_range'),
  resetNoiseScale: option.resetNoiseScale(1e-2, 'range of first positions and velocities'),
  excludeCurrentPositionsFromObservation: option.excludeCurrentPositions('the place on the ground'),
  includeCinertInObservation: option.include('masses and inertias of the bodies', 'cinert'),
  includeCvelInObservation: option.include('velocities of the bodies', 'cvel'),
  includeQfrcActuatorInObservation: option.include('torques of the motors', 'qfrc_actuator'),
  includeCfrcExtInObservation: option.include('contact forces at the bodies', 'cfrc_ext'),
});

/** Which rows of `DERIVED` are observed. */
const observed = (options: z.output<typeof config>): readonly boolean[] => [
  options.includeCinertInObservation,
  options.includeCvelInObservation,
  options.includeQfrcActuatorInObservation,
  options.includeCfrcExtInObservation,
];

/** `Humanoid-v5`: reward is forward speed of the centre of mass and health less the costs of control and contact. */
export const humanoid = mujocoEnvironment({
  id: 'Humanoid-v5',
  description: 'Walk forwards as a person without falling',
  source: 'Gymnasium 1.4.0, envs/mujoco/humanoid_v5.py (Tassa, Erez and Todorov 2012)',
  model: humanoidModel,
  config,
  observation: (options) =>
    observationSpace({
      positions: POSITIONS - (options.excludeCurrentPositionsFromObservation ? 2 : 0),
      velocities: VELOCITIES,
      ...Object.fromEntries(
        DERIVED.filter((_, i) => observed(options)[i]).map(({ part, size, skipped }) => [part, size - skipped]),
      ),
    }),
  controls: [17, 0.4],
  timeLimit: 1000,
  task(options, { bodyMass }) {
    const heights = option.bounds(options.healthyZRange);
    const [lowestCost, highestCost] = option.bounds(options.contactCostRange);
    const first = options.excludeCurrentPositionsFromObservation ? 2 : 0;
    const mass = bodyMass.reduce((sum, one) => sum + one, 0);
    const centreX = POSITIONS + 2 * VELOCITIES;
    const contactCostAt = centreX + 1;
    const derivedAt = contactCostAt + 1;
    const shown = DERIVED.filter((_, i) => observed(options)[i]);

    const meanX = (xipos: Float64Array) => {
      let sum = 0;
      for (let body = 0; body < BODIES; body++) sum += bodyMass[body] * xipos[3 * body];
      return sum / mass;
    };
    return {
      frameSkip: options.frameSkip,
      standpoint: { target: [0, 0, 1], distance: 6, followed: 'torso' },
      kept: 2 + shown.reduce((sum, { size, skipped }) => sum + size - skipped, 0),
      keep(arrays, state) {
        state[centreX] = meanX(arrays.xipos);
        const cost = options.contactCostWeight * sumOfSquares(arrays.cfrc_ext);
        state[contactCostAt] = clip(cost, lowestCost, highestCost);
        let at = derivedAt;
        for (const { array, size, skipped } of shown) at = copyTo(state, at, arrays[array], skipped, size);
      },
      start(qpos, qvel, stream) {
        addUniform(qpos, options.resetNoiseScale, stream);
        addUniform(qvel, options.resetNoiseScale, stream);
      },
      progress: (state) => state[centreX],
      judge(state, action, outcome, speed) {
        const healthy = isBetween(state[2], heights);
        const gain = options.forwardRewardWeight * speed + (healthy ? options.healthyReward : 0);
        outcome.reward = gain - (options.ctrlCostWeight * sumOfSquares(action) + state[contactCostAt]);
        outcome.terminated = !healthy && options.terminateWhenUnhealthy;
      },
      observe(state: Float64Array, observation: Target) {
        const at = copyTo(observation, 0, state, first, POSITIONS + VELOCITIES);
        copyTo(observation, at, state, derivedAt, state.length);
      },
    };
  },
});
