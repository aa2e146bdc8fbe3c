import { createHash } from 'node:crypto';
import {
  type DeclaredTables,
  type ExpertOptions,
  expertPolicy,
  requireRoom,
  type Trajectories,
  visits,
} from '@vem/framework';

/** Weight of a row below which it is left out, in visits per episode. */
const LEAST = 1e-9;

/**
 * What an expert on known tables shows in endlessly many episodes: a row for each outcome, which counts as often as an episode has it, γᵗ times
 * at step t. Rows stand for all times together, as if at time 0.
 *
 * @param width - O
 * @throws VEM_MEMORY_LIMIT
 */
export function expertVisits(declared: DeclaredTables, width: number, options: ExpertOptions): Trajectories {
  const tables = declared.write();
  const { actions, first_P, next_E, probability_E, reward_E, terminal_S } = tables;
  const { discount, horizon = Number.POSITIVE_INFINITY } = options;
  const visited = visits(tables, expertPolicy(tables, options), { discount, horizon });
  const shown: { pair: number; outcome: number; weight: number }[] = [];
  for (let pair = 0; pair + 1 < first_P.length; pair++)
    for (let e = first_P[pair]; e < first_P[pair + 1]; e++) {
      const weight = visited[pair] * probability_E[e];
      if (weight >= LEAST) shown.push({ pair, outcome: e, weight });
    }
  const rows = shown.length;
  requireRoom(
    `Slot "data": ${rows} rows of demonstrations`,
    2 * rows * width * Float32Array.BYTES_PER_ELEMENT,
    'Choose an environment with fewer states, or record episodes.',
  );
  const observationOf = (stateOf: (row: (typeof shown)[number]) => number) => {
    const flat = new Float32Array(rows * width);
    for (const [i, row] of shown.entries()) declared.observe(stateOf(row), flat.subarray(i * width, (i + 1) * width));
    return flat;
  };
  const column = (value: (row: (typeof shown)[number]) => number) => Float32Array.from(shown, value);
  const columns = {
    observation: observationOf(({ pair }) => Math.floor(pair / actions)),
    nextObservation: observationOf(({ outcome }) => next_E[outcome]),
    action: column(({ pair }) => pair % actions),
    reward: column(({ outcome }) => reward_E[outcome]),
    terminated: column(({ outcome }) => terminal_S[next_E[outcome]]),
    truncated: new Float32Array(rows),
    time: new Float32Array(rows),
    episode: new Float32Array(rows),
    weight: column(({ weight }) => weight),
  };
  const hash = createHash('sha256');
  for (const data of Object.values(columns)) hash.update(data);
  return { rows, episodes: 1, checksum: hash.digest('hex'), columns };
}
