import type { Tensor } from '@tensorflow/tfjs-core';
import type { BoundSlot } from '../composition/definePlugin.js';
import { type ActionSpace, actionWidth, type ObservationSpace, observationSpace } from '../environment/spaces.js';
import type { ProgramScope } from '../programs/context.js';
import type { Density } from '../slots/density.js';
import { batchFor } from './batchRows.js';
import * as errors from './conformanceErrors.js';
import { type Play, Stage, type Values } from './stage.js';

/** Under what a density is examined. */
export interface Conditions {
  /** Default: boxes of one and of three dimensions, or three actions, or both, as the plugin's spaces say. */
  readonly actions?: readonly ActionSpace[];
  /** Default: a position of two entries and a velocity of one. */
  readonly observation?: ObservationSpace;
  /** Values for other slots, for plugins that use these. */
  readonly others?: readonly BoundSlot[];
  /** Samples per state; default 8192. Chance makes a correct density fail for less than one in 10⁴ seeds. */
  readonly samples?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** States that a density is examined at, together. */
export const ROWS = 3;

/** One plugin under examination on one space of actions. */
export class Subject {
  readonly bound: BoundSlot;
  readonly action: ActionSpace;
  readonly stage: Stage;
  readonly samples: number;
  /** The density at these states, inside a program. */
  readonly density: (scope: ProgramScope, observation_BO: Tensor) => Density;
  readonly #observationSize: number;

  /** @param moved - by how much parameters are moved from their start, in normal numbers */
  constructor(bound: BoundSlot, action: ActionSpace, conditions: Conditions, density: Subject['density'], moved = 0) {
    const { others = [], samples = 8192, seed = 1 } = conditions;
    const observation = conditions.observation ?? observationSpace({ position: 2, velocity: 1 });
    this.bound = bound;
    this.action = action;
    const batch = bound.provides.includes('perBatch') ? batchFor(bound, observation.size, action) : undefined;
    this.stage = new Stage(bound, others, observation, action, seed, batch);
    if (moved > 0) this.stage.perturb(moved);
    this.samples = samples;
    this.density = density;
    this.#observationSize = observation.size;
  }

  /** Entries of an action. */
  get width(): number {
    return actionWidth(this.action);
  }

  /** Different states, always the same under one name. */
  observations(name = 'observation', rows = ROWS): Values {
    return this.stage.normal(name, [rows, this.#observationSize]);
  }

  run(what: string, inputs: Readonly<Record<string, Values>>, play: Play) {
    return this.stage.run(this.programName(what), inputs, play);
  }

  programName(what: string): string {
    return `${this.bound.slot} "${this.bound.name}" (${what})`;
  }

  /** @throws VEM_CONFORMANCE unless `kept` */
  require(kept: boolean, rule: string, received: string, fix: string): void {
    if (kept) return;
    const { action } = this;
    const actions =
      action.kind === 'finite'
        ? `${action.count} actions`
        : `a box of ${action.dimension} dimension${action.dimension === 1 ? '' : 's'}`;
    throw errors.ruleBroken({ slot: this.bound.slot, plugin: this.bound.name, actions }, rule, received, fix);
  }
}
