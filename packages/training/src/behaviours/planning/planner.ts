import {
  type ActionSpace,
  actionWidth,
  type Behaviour,
  type BehaviourProgram,
  type Capability,
  type EvaluationManner,
  type Progress,
  type RecordColumn,
  type StepContext,
  type Stream,
} from '@vem/framework';
import { WarmUp, type WarmUpOptions } from '../warmUp.js';
import { planColumns } from './record.js';

export interface RecordingOptions extends WarmUpOptions {
  /** P */
  readonly particles: number;
  readonly evaluation: EvaluationManner;
}

/** What all planners share: a warm-up without plans, and records of plans where somebody learns from them. */
export abstract class Planner implements Behaviour {
  readonly columns: readonly RecordColumn[];
  readonly evaluation: EvaluationManner;
  readonly #warmUp: WarmUp;

  /**
   * @param plugin - named in errors
   * @throws VEM_WARM_UP_REFUSED, VEM_PLAN_SIZE
   */
  constructor(options: RecordingOptions, action: ActionSpace, asked: ReadonlySet<Capability>, plugin: string) {
    this.evaluation = options.evaluation;
    this.columns = asked.has('behaviour.plans') ? planColumns(options.particles, actionWidth(action)) : [];
    this.#warmUp = new WarmUp(options, action, plugin, asked);
  }

  abstract program(step: StepContext): BehaviourProgram;

  scalars({ envSteps }: Progress) {
    return { envSteps };
  }

  explores(progress: Progress): boolean {
    return this.#warmUp.goesOn(progress);
  }

  /** Nothing was planned: weights of 0 say so. */
  explore(
    stream: Stream,
    action_NA: Float32Array,
    progress: Progress,
    columns: Readonly<Record<string, Float32Array>>,
  ): void {
    this.#warmUp.act(stream, action_NA, progress, columns);
    for (const { name } of this.columns) columns[name].fill(0);
  }

  warnings({ lost = 0 }: Readonly<Record<string, number>>): readonly string[] {
    return lost > 0
      ? [
          'at some states no particle had any weight left, as values or the model gave −∞ or no number; there all particles count alike, so that the proposal acts.',
        ]
      : [];
  }
}
