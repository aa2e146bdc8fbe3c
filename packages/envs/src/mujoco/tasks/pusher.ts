import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import { addUniform, controlCost, copyTo, distance, uniform } from '../maths.js';
import { pusherModel } from '../models/pusher.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';

const POSITIONS = 11;
const VELOCITIES = 11;
/** Of the arm; the others place object and goal. */
const JOINTS = 7;
const START_VELOCITY = 0.005;
/** Objects start at least this far from the goal, m. */
const MIN_DISTANCE = 0.17;

/** `Pusher-v5`: reward is less the farther the object is from goal and hand, and the larger the controls are. */
export const pusher = mujocoEnvironment({
  id: 'Pusher-v5',
  description: 'Push an object to a goal with an arm of seven joints',
  source: 'Gymnasium 1.4.0, envs/mujoco/pusher_v5.py',
  model: pusherModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(5),
    rewardNearWeight: option.weight(0.5, 'cost per metre from hand to object', 'reward_near_weight'),
    rewardDistWeight: option.weight(1, 'cost per metre from object to goal', 'reward_dist_weight'),
    rewardControlWeight: option.weight(0.1, 'cost per squared control, summed over controls', 'reward_control_weight'),
  }),
  observation: observationSpace({ positions: JOINTS, velocities: JOINTS, hand: 3, object: 3, goal: 3 }),
  controls: [JOINTS, 2],
  timeLimit: 100,
  rewardThreshold: 0,
  task(options, simulation) {
    const bodies = ['tips_arm', 'object', 'goal'].map((name) => 3 * simulation.body(name));
    const hand = POSITIONS + 2 * VELOCITIES;
    const object = hand + 3;
    const goal = object + 3;
    return {
      frameSkip: options.frameSkip,
      standpoint: { target: [0.1, -0.1, -0.2], distance: 3, elevation: -35 },
      kept: 9,
      keep({ xpos }, state) {
        let at = hand;
        for (const body of bodies) at = copyTo(state, at, xpos, body, body + 3);
      },
      start(qpos, qvel, stream) {
        qpos.fill(0, JOINTS);
        do {
          qpos[JOINTS] = uniform(-0.3, 0, stream);
          qpos[JOINTS + 1] = uniform(-0.2, 0.2, stream);
        } while (Math.hypot(qpos[JOINTS], qpos[JOINTS + 1]) <= MIN_DISTANCE);
        addUniform(qvel, START_VELOCITY, stream);
        qvel.fill(0, JOINTS);
      },
      judge(state, action, outcome) {
        const near = -distance(state, object, hand, 3) * options.rewardNearWeight;
        const far = -distance(state, object, goal, 3) * options.rewardDistWeight;
        outcome.reward = far - controlCost(options.rewardControlWeight, action) + near;
      },
      observe(state, observation) {
        const at = copyTo(observation, 0, state, 0, JOINTS);
        const places = copyTo(observation, at, state, POSITIONS, POSITIONS + JOINTS);
        copyTo(observation, places, state, hand, hand + 9);
      },
    };
  },
});
