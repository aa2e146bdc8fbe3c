import type { TabularModel } from '@vem/envs';
import { type BoundSlot, type DataColumn, definePlugin, type RolloutStore } from '@vem/framework';
import { z } from 'zod';

/** One step of a path through a model with one-hot observations. */
export interface PathStep {
  readonly state: number;
  readonly action: number;
  readonly reward: number;
  readonly next: number;
  readonly terminated?: boolean;
}

/** A path and how probable it is. */
export interface WeightedPath {
  readonly probability: number;
  readonly steps: readonly PathStep[];
}

const oneHot = (index: number, count: number) => Array.from({ length: count }, (_, i) => Number(i === index));

/**
 * All paths of so many steps from the first state under a policy, π(a|s) as [state][action]. Means over them by probability are
 * expectations.
 */
export function pathsOf(model: TabularModel, policy: readonly (readonly number[])[], length: number): WeightedPath[] {
  let paths: WeightedPath[] = [{ probability: 1, steps: [] }];
  for (let t = 0; t < length; t++)
    paths = paths.flatMap(({ probability, steps }) => {
      const last = steps.at(-1);
      if (last?.terminated) return [{ probability, steps }];
      const state = last?.next ?? 0;
      return policy[state].flatMap((chosen, action) =>
        model.transition[state][action].flatMap((moved, next) =>
          moved * chosen === 0
            ? []
            : [
                {
                  probability: probability * chosen * moved,
                  steps: [
                    ...steps,
                    {
                      state,
                      action,
                      reward: model.reward[state][action][next],
                      next,
                      terminated: model.terminal[next],
                    },
                  ],
                },
              ],
        ),
      );
    });
  return paths;
}

/** Columns of T·M rows, time first; rows after the end of a path have weight 0. */
function columnsOf(paths: readonly WeightedPath[], length: number, states: number) {
  const columns: Record<string, number[]> = {};
  const put = (name: string, values: readonly number[]) => {
    columns[name] ??= [];
    columns[name].push(...values);
  };
  for (let t = 0; t < length; t++)
    for (const [m, { probability, steps }] of paths.entries()) {
      const step = steps[t];
      put('observation', step ? oneHot(step.state, states) : oneHot(-1, states));
      put('nextObservation', step ? oneHot(step.next, states) : oneHot(-1, states));
      put('action', [step?.action ?? 0]);
      put('reward', [step?.reward ?? 0]);
      put('terminated', [Number(!step || step.terminated === true)]);
      put('truncated', [Number(t === length - 1 && step !== undefined && step.terminated !== true)]);
      put('time', [t]);
      put('path', [m]);
      // So that the mean over rows of weight · x is Σ_m probability_m Σ_t x.
      put('weight', [step ? probability * length * paths.length : 0]);
    }
  return columns;
}

/** A data source whose every roll-out is the same list of paths of at most `length` steps. */
export function weightedPaths(paths: readonly WeightedPath[], length: number, states: number): BoundSlot<'data'> {
  const columns = columnsOf(paths, length, states);
  const rows = length * paths.length;
  return definePlugin({
    slot: 'data',
    name: 'weighted-paths',
    description: 'The same paths again and again, by their probability',
    config: z.strictObject({}),
    provides: ['onPolicy', 'rollouts', 'episodes', 'time', 'path'],
    inject: [],
    create: () => {
      const all: Record<string, Float32Array> = {};
      let annotated = false;
      let collected = 0;
      const store: RolloutStore = {
        length,
        stretches: paths.length,
        get collected() {
          return collected;
        },
        envSteps: rows,
        epochEnded: true,
        open: (_environments, annotations: readonly DataColumn[]) => {
          for (const { name, size } of annotations) all[name] = new Float32Array(rows * size);
        },
        complete: () => (annotated ? undefined : all),
        annotate: (added) => {
          for (const [name, values] of Object.entries(added)) all[name].set(values);
          annotated = true;
          collected += 1;
        },
        rows: () => all,
        discard: () => {},
        lookBack: () => {},
      };
      return {
        batchSize: rows,
        rollouts: store,
        open: (declared) => {
          const opened = [...declared, { name: 'weight', size: 1 }];
          for (const { name, size } of opened) {
            all[name] = new Float32Array(rows * size);
            if (columns[name]) all[name].set(columns[name]);
          }
          return opened;
        },
        append: () => {},
        ready: () => annotated,
        batchesLeft: () => 1,
        fill: (batch) => {
          for (const [name, target] of Object.entries(batch)) target.set(all[name]);
          annotated = false;
        },
        state: () => ({}),
        restore: () => {},
      };
    },
  })() as BoundSlot<'data'>;
}
