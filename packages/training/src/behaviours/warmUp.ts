import {
  type ActionSpace,
  actionWidth,
  type Capability,
  type Progress,
  type Stream,
  uniformLogDensity,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './behaviourErrors.js';

export const warmUpSteps = z
  .int()
  .min(0)
  .default(1000)
  .describe('environment steps before the policy takes over; 1000 in arXiv:1801.01290, 10 000 on HalfCheetah and Ant');

export const warmUpHold = z
  .int()
  .min(1)
  .default(1)
  .describe(
    'steps for which each uniform action of the warm-up is held; 1: none is, as in the public code of arXiv:1801.01290. Independent actions cancel out where only a lasting push leads anywhere',
  );

export interface WarmUpOptions {
  /** Who acts at first: uniform random actions, or the policy as initialised. */
  readonly warmUp: 'uniform' | 'policy';
  readonly warmUpSteps: number;
  readonly warmUpHold: number;
}

/**
 * Uniform actions before learning starts. Their log-density is recorded where they are finitely many. In a box it is refused: the
 * policy may measure volume before a squash, where actions that are uniform after it have another density.
 */
export class WarmUp {
  readonly #steps: number;
  readonly #hold: number;
  readonly #action: ActionSpace;

  /**
   * @param plugin - named in errors; @param asked - what other slots require
   * @throws VEM_WARM_UP_REFUSED
   */
  constructor(options: WarmUpOptions, action: ActionSpace, plugin: string, asked: ReadonlySet<Capability>) {
    this.#steps = options.warmUp === 'uniform' ? options.warmUpSteps : 0;
    this.#hold = options.warmUpHold;
    this.#action = action;
    if (this.#steps === 0) return;
    if (asked.has('data.onPolicy'))
      throw errors.warmUpRefused(plugin, this.#steps, 'as only its own actions are learned from (`data.onPolicy`)');
    if (action.kind === 'box' && (asked.has('behaviour.logMu') || asked.has('behaviour.preSquash')))
      throw errors.warmUpRefused(
        plugin,
        this.#steps,
        'as the density of its actions is learned from (`behaviour.logMu`)',
      );
  }

  goesOn({ envSteps }: Progress): boolean {
    return envSteps < this.#steps;
  }

  /** Fills [N, A] actions and, if they are recorded, their log-densities. */
  act(
    stream: Stream,
    action_NA: Float32Array,
    { envSteps }: Progress,
    columns: Readonly<Record<string, Float32Array>>,
  ): void {
    columns.logMu?.fill(uniformLogDensity(this.#action, 'normalised'));
    const steps = envSteps / (action_NA.length / actionWidth(this.#action));
    if (steps % this.#hold !== 0) return;
    if (this.#action.kind === 'box') {
      for (let i = 0; i < action_NA.length; i++) action_NA[i] = 2 * stream.uniform() - 1;
      return;
    }
    action_NA.fill(0);
    const { count } = this.#action;
    for (let row = 0; row < action_NA.length; row += count) action_NA[row + stream.integer(count)] = 1;
  }
}
