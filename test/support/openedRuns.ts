import { composeUnchecked, iterate, type Pipeline, type SlotMap } from '@vem/framework';
import { afterEach } from 'vitest';

/** Opens runs of seed 3 that are disposed after each test of the file that asked. */
export function openedRuns(): (slots: SlotMap) => Promise<Pipeline> {
  const runs: { dispose(): void }[] = [];
  afterEach(() => {
    for (const run of runs.splice(0)) run.dispose();
  });
  return async (slots) => {
    const run = composeUnchecked(slots, { seed: 3 });
    runs.push(run);
    return run.open();
  };
}

/** Goes on until there were so many updates. */
export function learn(pipeline: Pipeline, updates: number): Pipeline {
  while (pipeline.progress.updates < updates) iterate(pipeline);
  return pipeline;
}

/** All numbers of one copy of a group, as they are now. */
export const numbers = (pipeline: Pipeline, group: string, copy: 'online' | 'target' = 'online'): number[] =>
  pipeline.parameters.views(group as never, copy).flatMap(({ data }) => [...data]);

/** The largest difference between parameters of the same name, as far as both have them. */
export function apart(first: Pipeline, second: Pipeline): number {
  const others = new Map(second.parameters.allViews().map(({ name, data }) => [name, data]));
  const differences = first.parameters
    .allViews()
    .flatMap(({ name, data }) => [...data].map((value, i) => Math.abs(value - (others.get(name)?.[i] ?? value))));
  return Math.max(...differences);
}
