import { createHash } from 'node:crypto';
import {
  type DeclaredTables,
  type ExpertOptions,
  expertPolicy,
  shownVisits,
  type Trajectories,
  visits,
} from '@vem/framework';

/**
 * What an expert on known tables shows in endlessly many episodes: a row for each outcome, which counts as often as an episode has it, γᵗ times
 * at step t. Rows stand for all times together, as if at time 0.
 *
 * @param width - O
 * @throws VEM_MEMORY_LIMIT
 */
export function expertVisits(declared: DeclaredTables, width: number, options: ExpertOptions): Trajectories {
  const tables = declared.write();
  const { discount, horizon = Number.POSITIVE_INFINITY } = options;
  const visited = visits(tables, expertPolicy(tables, options), { discount, horizon });
  const { rows, columns: shown } = shownVisits(declared, tables, visited, width);
  const none = new Float32Array(rows);
  const columns = { ...shown, truncated: none, time: none, episode: none };
  const hash = createHash('sha256');
  for (const data of Object.values(columns)) hash.update(data);
  return { rows, episodes: 1, checksum: hash.digest('hex'), columns };
}
