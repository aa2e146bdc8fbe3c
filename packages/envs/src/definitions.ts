import { acrobot } from './acrobot.js';
import { cartPole } from './cartPole.js';
import { chain } from './chain.js';
import { discreteBandit } from './discreteBandit.js';
import { cliff, corridor, corridorTasks, openGrid, twoRooms, twoRoomTasks, windyGrid } from './grids/index.js';
import { lqr } from './lqr.js';
import { mountainCarContinuous } from './mountainCarContinuous.js';
import { multiGoal } from './multiGoal.js';
import { pendulum, pendulumWithoutVelocity } from './pendulum.js';
import { pointMass } from './pointMass.js';
import { quadraticBandit } from './quadraticBandit.js';
import { riskyBet } from './riskyBet.js';
import { taskBandit } from './taskBandit.js';

/** Every environment whose dynamics are written in this package, before it becomes a plugin; for tests that go through all of them. */
export const definitions = [
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
  openGrid,
  twoRoomTasks,
  corridorTasks,
] as const;
