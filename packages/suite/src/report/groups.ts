import { environmentOf } from '../experiment/experimentConfig.js';
import type { StoredRun } from '../store/storedRun.js';

/** Runs of one method on one environment, by seed. */
export interface RunGroup {
  readonly name: string;
  readonly environment: string;
  readonly runs: readonly StoredRun[];
}

/**
 * Runs that differ in nothing but the seed, in the order of their first appearance. Where runs of one name differ in
 * more, the later ones get a number.
 */
export function groupRuns(runs: readonly StoredRun[]): RunGroup[] {
  const groups = new Map<string, { name: string; environment: string; runs: StoredRun[] }>();
  const uses = new Map<string, number>();
  for (const run of runs) {
    const { label, preset, slots, envSteps } = run.config;
    const name = label ?? preset ?? 'custom';
    const environment = environmentOf(run.config);
    const key = JSON.stringify([name, environment, envSteps, slots]);
    let group = groups.get(key);
    if (group === undefined) {
      const title = JSON.stringify([name, environment]);
      const number = (uses.get(title) ?? 0) + 1;
      uses.set(title, number);
      group = { name: number === 1 ? name : `${name} (${number})`, environment, runs: [] };
      groups.set(key, group);
    }
    group.runs.push(run);
  }
  for (const group of groups.values()) group.runs.sort((a, b) => a.config.seed - b.config.seed);
  return [...groups.values()];
}
