import { ant } from './tasks/ant.js';
import { halfCheetah } from './tasks/halfCheetah.js';
import { hopper } from './tasks/hopper.js';
import { humanoid } from './tasks/humanoid.js';
import { invertedDoublePendulum } from './tasks/invertedDoublePendulum.js';
import { invertedPendulum } from './tasks/invertedPendulum.js';
import { pusher } from './tasks/pusher.js';
import { reacher } from './tasks/reacher.js';
import { swimmer } from './tasks/swimmer.js';
import { walker2d } from './tasks/walker2d.js';

export {
  ant,
  halfCheetah,
  hopper,
  humanoid,
  invertedDoublePendulum,
  invertedPendulum,
  pusher,
  reacher,
  swimmer,
  walker2d,
};

/** The MuJoCo tasks of Gymnasium 1.4.0, version 5. */
export const mujocoDefinitions = [
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
] as const;

/** A model in MJCF, MuJoCo's own language: for viewers, and for tools that read it. */
export interface MujocoModel {
  /** Of the environment. */
  readonly id: string;
  readonly xml: () => string;
}

export const mujocoModels: readonly MujocoModel[] = mujocoDefinitions.map(({ id, model }) => ({ id, xml: model }));
