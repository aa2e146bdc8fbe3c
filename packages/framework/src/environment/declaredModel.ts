import type { LinearSystem } from '../linear/system.js';
import type { TransitionTables } from '../tables/tables.js';

/** The tables of an environment, and how its states are observed. */
export interface DeclaredTables {
  /** Written out when it is asked for. @throws VEM_MEMORY_LIMIT, VEM_TABLES_INVALID */
  readonly write: () => TransitionTables;
  /** S */
  readonly states: number;
  /** Writes the observation of a state, [O]; not asked for terminal states. */
  readonly observe: (state: number, observation: Float32Array) => void;
  /** The picture that its states form, row by row; absent: one row. */
  readonly picture?: StatesPicture;
}

/** How states lie in a plane, for pictures. */
export interface StatesPicture {
  readonly columns: number;
  /** Direction in which each action leads, [x, y] with y downwards; absent: actions have none. */
  readonly directions?: readonly (readonly [number, number])[];
  /** What each state is drawn as; absent: all are free. */
  readonly cellOf?: (state: number) => 'free' | 'wall' | 'goal' | 'cliff';
}

/** What an environment declares about its own dynamics. */
export interface DeclaredModel {
  readonly tables?: DeclaredTables;
  /** Its state is what is observed; actions are in the environment's own units. */
  readonly linear?: () => LinearSystem;
}

/** Kinds of models, by the capability that an environment then provides. */
export type ModelKind = keyof DeclaredModel;
