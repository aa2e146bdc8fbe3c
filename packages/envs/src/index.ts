import { type AnyPlugin, environmentPlugin } from '@vem/framework';
import { acrobot as acrobotDefinition } from './acrobot.js';
import { cartPole as cartPoleDefinition } from './cartPole.js';
import { chain as chainDefinition } from './chain.js';
import { discreteBandit as discreteBanditDefinition } from './discreteBandit.js';
import * as grids from './grids/index.js';
import { lqr as lqrDefinition } from './lqr.js';
import { mountainCarContinuous as mountainCarContinuousDefinition } from './mountainCarContinuous.js';
import * as mujoco from './mujoco/index.js';
import { multiGoal as multiGoalDefinition } from './multiGoal.js';
import {
  pendulum as pendulumDefinition,
  pendulumWithoutVelocity as pendulumWithoutVelocityDefinition,
} from './pendulum.js';
import { pointMass as pointMassDefinition } from './pointMass.js';
import { quadraticBandit as quadraticBanditDefinition } from './quadraticBandit.js';
import { riskyBet as riskyBetDefinition } from './riskyBet.js';
import { taskBandit as taskBanditDefinition } from './taskBandit.js';

export { type ChainOptions, chainModel } from './chain.js';
export {
  allowModuleOf,
  type BridgePart,
  describeBridge,
  type GymnasiumOptions,
  gymnasium,
  gymnasiumFamily,
  moduleAllowed,
} from './gymnasium/index.js';
export { type MujocoModel, mujocoModels } from './mujoco/index.js';
export { riskyBetModel } from './riskyBet.js';
export { expectedReward, type TabularModel } from './tabularModel.js';

export const pendulum = environmentPlugin(pendulumDefinition);
export const pendulumWithoutVelocity = environmentPlugin(pendulumWithoutVelocityDefinition);
export const cartPole = environmentPlugin(cartPoleDefinition);
export const mountainCarContinuous = environmentPlugin(mountainCarContinuousDefinition);
export const acrobot = environmentPlugin(acrobotDefinition);
export const pointMass = environmentPlugin(pointMassDefinition);
export const multiGoal = environmentPlugin(multiGoalDefinition);
export const quadraticBandit = environmentPlugin(quadraticBanditDefinition);
export const discreteBandit = environmentPlugin(discreteBanditDefinition);
export const taskBandit = environmentPlugin(taskBanditDefinition);
export const chain = environmentPlugin(chainDefinition);
export const riskyBet = environmentPlugin(riskyBetDefinition);
export const lqr = environmentPlugin(lqrDefinition);
export const cliff = environmentPlugin(grids.cliff);
export const windyGrid = environmentPlugin(grids.windyGrid);
export const twoRooms = environmentPlugin(grids.twoRooms);
export const corridor = environmentPlugin(grids.corridor);
export const twoRoomTasks = environmentPlugin(grids.twoRoomTasks);
export const corridorTasks = environmentPlugin(grids.corridorTasks);
export const openGrid = environmentPlugin(grids.openGrid);
export const halfCheetah = environmentPlugin(mujoco.halfCheetah);
export const hopper = environmentPlugin(mujoco.hopper);
export const walker2d = environmentPlugin(mujoco.walker2d);
export const ant = environmentPlugin(mujoco.ant);
export const humanoid = environmentPlugin(mujoco.humanoid);
export const swimmer = environmentPlugin(mujoco.swimmer);
export const reacher = environmentPlugin(mujoco.reacher);
export const invertedPendulum = environmentPlugin(mujoco.invertedPendulum);
export const invertedDoublePendulum = environmentPlugin(mujoco.invertedDoublePendulum);
export const pusher = environmentPlugin(mujoco.pusher);

/** The environments of this package as plugins, for look-ups by id. */
export const environmentPlugins: readonly AnyPlugin[] = [
  pendulum,
  pendulumWithoutVelocity,
  cartPole,
  mountainCarContinuous,
  acrobot,
  pointMass,
  multiGoal,
  quadraticBandit,
  discreteBandit,
  taskBandit,
  chain,
  riskyBet,
  lqr,
  cliff,
  windyGrid,
  twoRooms,
  corridor,
  twoRoomTasks,
  corridorTasks,
  openGrid,
  halfCheetah,
  hopper,
  walker2d,
  ant,
  humanoid,
  swimmer,
  reacher,
  invertedPendulum,
  invertedDoublePendulum,
  pusher,
];
