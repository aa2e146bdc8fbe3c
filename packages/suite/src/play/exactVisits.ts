import { type EnvironmentFactory, type Run, shownVisits, type TrajectoriesFile, visits } from '@vem/framework';
import { observedStates } from '../audit/audit.js';
import { type Acting, finiteBeliefs } from '../audit/beliefs.js';
import * as errors from './playErrors.js';
import { fileOf, type Origin } from './trajectories.js';

export interface ExactOptions {
  readonly name: string;
  readonly acting: Acting;
  /** γ < 1: without end, visits at step t count γᵗ; absent: until the time limit, all alike. */
  readonly discount?: number | undefined;
}

/**
 * What a run would show in endlessly many episodes, on an environment that declares its tables: the visits of its policy as rows that count
 * as often as an episode has them, all times together.
 *
 * @throws VEM_RECORD_INEXACT, VEM_MEMORY_LIMIT
 */
export async function exactVisits(
  run: Run,
  factory: EnvironmentFactory,
  { name, acting, discount }: ExactOptions,
  origin: Origin,
): Promise<{ readonly file: TrajectoriesFile; readonly meanReturn: number }> {
  const declared = factory.model?.tables;
  if (!declared) throw errors.inexact(name, 'its environment declares no tables', 'Record episodes, without --exact.');
  const { timeLimit, observation } = factory.spec;
  if (discount === undefined && timeLimit === undefined)
    throw errors.inexact(name, 'its episodes have no end', 'Give a --discount below 1.');
  const tables = declared.write();
  const states_SO = observedStates(declared, tables, observation.size);
  const at = async (time: number) => (await finiteBeliefs(run, states_SO, tables.states, acting, time)).logPolicy;
  // Who carries no clock acts alike at all times.
  const clocked = (await run.open()).slots.behaviour.memory?.some((part) => part.name === 'time') ?? false;
  const steps = clocked ? (timeLimit ?? 1) : 1;
  const logPolicy: Float64Array[] = [];
  for (let time = 0; time < steps; time++) logPolicy.push(await at(time));
  const visited = visits(tables, (step) => logPolicy[Math.min(step, steps - 1)], {
    discount: discount ?? 1,
    horizon: discount === undefined ? timeLimit! : Number.POSITIVE_INFINITY,
  });
  const { rows, columns } = shownVisits(declared, tables, visited, observation.size);
  const wide = (flat: Float32Array) =>
    Array.from({ length: rows }, (_, row) => [...flat.subarray(row * observation.size, (row + 1) * observation.size)]);
  const zeros = () => new Array<0>(rows).fill(0);
  const file = fileOf(origin, 1, {
    episode: zeros(),
    time: zeros(),
    observation: wide(columns.observation),
    action: [...columns.action],
    reward: [...columns.reward],
    nextObservation: wide(columns.nextObservation),
    terminated: Array.from(columns.terminated, (flag) => (flag > 0 ? 1 : 0)),
    truncated: zeros(),
    weight: [...columns.weight],
  });
  return { file, meanReturn: columns.reward.reduce((sum, reward, row) => sum + reward * columns.weight[row], 0) };
}
