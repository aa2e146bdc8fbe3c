import {
  type BoundSlot,
  composeUnchecked,
  type EnvironmentFactory,
  environmentModelOf,
  type SlotMap,
  type TransitionTables,
  visits,
} from '@vem/framework';

/** What a reward that was learned makes of a world. */
export interface LearnedPolicy {
  /** [T, S, A], or [S, A] at all times: log π */
  readonly logProb: Float64Array;
  readonly metrics: Readonly<Record<string, number>>;
  /** The first tensor of a group of parameters, flat. */
  readonly weights: (group: string) => readonly number[];
}

/** Learns from demonstrations before the first step, and takes none. */
export async function learnedPolicy(slots: SlotMap): Promise<LearnedPolicy> {
  const run = composeUnchecked(slots, { seed: 1 });
  try {
    const pipeline = await run.open();
    const metrics: Record<string, number> = {};
    for await (const report of run.train({ envSteps: 0 })) Object.assign(metrics, report.metrics);
    const learned = Object.fromEntries(
      pipeline.parameters.groupNames.map((group) => [group, [...(pipeline.parameters.views(group)[0]?.data ?? [])]]),
    );
    const logProb = pipeline.slots.posterior!.state!().logProb as Float64Array;
    return { logProb, metrics, weights: (group) => learned[group] };
  } finally {
    run.dispose();
  }
}

/** Undiscounted visits [S, A] of an episode under log π [T, S, A], or [S, A] at all times. */
export function visitsOf(tables: TransitionTables, logProb: Float64Array, horizon: number): Float64Array {
  const size = tables.states * tables.actions;
  const at = (step: number) => {
    const row = Math.min(step, logProb.length / size - 1);
    return logProb.subarray(row * size, (row + 1) * size);
  };
  return visits(tables, at, { discount: 1, horizon });
}

/** The largest KL(π‖π′) of any step and state, nats. */
export function largestDivergence(expert: Float64Array, learned: Float64Array, actions: number): number {
  let largest = 0;
  for (let start = 0; start < expert.length; start += actions) {
    let kl = 0;
    for (let i = start; i < start + actions; i++) kl += Math.exp(expert[i]) * (expert[i] - learned[i]);
    largest = Math.max(largest, kl);
  }
  return largest;
}

/** The tables of an environment in its slot. */
export function tablesDeclaredBy({ create }: BoundSlot<'environment'>): TransitionTables {
  return environmentModelOf(create() as EnvironmentFactory).tables!.write();
}
