import type { Dynamics, StepOutcome, Stream } from '@vem/framework';
import type { Arrays, Simulation } from './simulation.js';
import { mujocoView, type Standpoint } from './view.js';

/** A float array to write an observation to; double precision is for comparisons. */
export type Target = Float32Array | Float64Array;

/**
 * What makes a simulation a task. All state is one array: positions [nq], velocities [nv], the accelerations that the
 * constraint solver starts from [nv], and what the task keeps, from `keptAt` on.
 */
export interface Task {
  /** Simulation steps per action. */
  readonly frameSkip: number;
  /** Numbers that `keep` writes. */
  readonly kept: number;
  /**
   * Writes what observations and rewards read beside positions and velocities. Called when the simulation has just
   * stepped: what MuJoCo derives from positions stands where the last step *began*, and is not to be computed anew.
   */
  keep?(arrays: Arrays, state: Float64Array, keptAt: number): void;
  /** Draws where an episode starts; both arrays hold the reference configuration. */
  start(qpos: Float64Array, qvel: Float64Array, stream: Stream): void;
  /** The number whose change per second is `speed`; absent: there is none. */
  progress?(state: Float64Array): number;
  /** Sets reward and termination. `state` is that after the step. */
  judge(state: Float64Array, action: Float32Array, outcome: StepOutcome, speed: number): void;
  observe(state: Float64Array, observation: Target): void;
  /** Where it is looked at from. */
  readonly standpoint?: Standpoint;
}

/** Dynamics that can also start from a given configuration. */
export interface MujocoDynamics extends Dynamics<'box'> {
  /** Starts an episode in this configuration. @param qpos - [nq], @param qvel - [nv] */
  place(state: Float64Array, qpos: ArrayLike<number>, qvel: ArrayLike<number>): void;
  observe(state: Float64Array, observation: Target): void;
}

/**
 * A task as dynamics. The simulation is scratch space: each step loads a copy's state, steps, and saves it, so one
 * simulation serves any number of copies, and a saved state is all that a continuation needs. The clock of the
 * simulation is not part of it; no model reads it.
 *
 * @param makeTask - gets the simulation, for sizes and masses
 */
export function mujocoDynamics(simulation: Simulation, makeTask: (simulation: Simulation) => Task): MujocoDynamics {
  const { nq, nv, timestep } = simulation;
  const task = makeTask(simulation);
  const keptAt = nq + 2 * nv;
  const period = timestep * task.frameSkip;

  const place: MujocoDynamics['place'] = (state, qpos, qvel) => {
    simulation.reset();
    simulation.arrays.qpos.set(qpos);
    simulation.arrays.qvel.set(qvel);
    simulation.forward();
    save(state);
  };

  const save = (state: Float64Array) => {
    const { arrays } = simulation;
    state.set(arrays.qpos, 0);
    state.set(arrays.qvel, nq);
    state.set(arrays.qacc_warmstart, nq + nv);
    task.keep?.(arrays, state, keptAt);
  };

  const load = (state: Float64Array, action: Float32Array) => {
    const { qpos, qvel, qacc_warmstart, ctrl } = simulation.arrays;
    for (let i = 0; i < nq; i++) qpos[i] = state[i];
    for (let i = 0; i < nv; i++) qvel[i] = state[nq + i];
    for (let i = 0; i < nv; i++) qacc_warmstart[i] = state[nq + nv + i];
    ctrl.set(action);
  };

  const qpos0 = new Float64Array(nq);
  const qvel0 = new Float64Array(nv);
  return {
    stateSize: keptAt + task.kept,
    place,
    reset(state, stream) {
      qpos0.set(simulation.qpos0);
      qvel0.fill(0);
      task.start(qpos0, qvel0, stream);
      place(state, qpos0, qvel0);
    },
    step(state, action, outcome) {
      const before = task.progress?.(state) ?? 0;
      load(state, action);
      simulation.advance(task.frameSkip);
      save(state);
      const after = task.progress?.(state) ?? 0;
      task.judge(state, action, outcome, (after - before) / period);
    },
    observe: (state, observation) => task.observe(state, observation),
    view: mujocoView(simulation, period, task.standpoint),
    dispose: () => simulation.dispose(),
  };
}
