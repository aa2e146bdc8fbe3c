import type { DeclaredTables } from '../environment/declaredModel.js';
import { requireRoom } from '../limits/memoryLimit.js';
import type { TransitionTables } from '../tables/tables.js';

/** Weight of a row below which it is left out, in visits per episode. */
const LEAST = 1e-9;

/** What endlessly many episodes show, as rows for each outcome that counts as often as an episode has it. R rows. */
export interface ShownVisits {
  /** R */
  readonly rows: number;
  /** [R · size] by name; actions by number. */
  readonly columns: Readonly<
    Record<'observation' | 'nextObservation' | 'action' | 'reward' | 'terminated' | 'weight', Float32Array>
  >;
}

/**
 * Rows that stand for visits of all times together.
 *
 * @param visited - [S, A], visits of each pair in an episode, discounted or not
 * @param width - O
 * @throws VEM_MEMORY_LIMIT
 */
export function shownVisits(
  declared: DeclaredTables,
  tables: TransitionTables,
  visited: Float64Array,
  width: number,
): ShownVisits {
  const { actions, first_P, next_E, probability_E, reward_E, terminal_S } = tables;
  const shown: { readonly pair: number; readonly outcome: number; readonly weight: number }[] = [];
  for (let pair = 0; pair + 1 < first_P.length; pair++)
    for (let outcome = first_P[pair]; outcome < first_P[pair + 1]; outcome++) {
      const weight = visited[pair] * probability_E[outcome];
      if (weight >= LEAST) shown.push({ pair, outcome, weight });
    }
  const rows = shown.length;
  requireRoom(
    `${rows} rows of demonstrations`,
    2 * rows * width * Float32Array.BYTES_PER_ELEMENT,
    'Choose an environment with fewer states, or record episodes.',
  );
  const observed = (stateOf: (row: (typeof shown)[number]) => number) => {
    const flat = new Float32Array(rows * width);
    for (const [i, row] of shown.entries()) declared.observe(stateOf(row), flat.subarray(i * width, (i + 1) * width));
    return flat;
  };
  const column = (value: (row: (typeof shown)[number]) => number) => Float32Array.from(shown, value);
  return {
    rows,
    columns: {
      observation: observed(({ pair }) => Math.floor(pair / actions)),
      nextObservation: observed(({ outcome }) => next_E[outcome]),
      action: column(({ pair }) => pair % actions),
      reward: column(({ outcome }) => reward_E[outcome]),
      terminated: column(({ outcome }) => terminal_S[next_E[outcome]]),
      weight: column(({ weight }) => weight),
    },
  };
}
