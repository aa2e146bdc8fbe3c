export { TRAJECTORIES_FORMAT, TRAJECTORIES_VERSION, TrajectoriesFile } from './format.js';
export { readTrajectories, type Trajectories, type TrajectoryColumn } from './trajectories.js';
