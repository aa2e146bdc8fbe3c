import { requireRoom } from '../limits/memoryLimit.js';
import * as errors from './tableErrors.js';
import type { AddOutcome, TablesDescription, TransitionTables } from './tables.js';

const BYTES_PER_OUTCOME = 4 + 8 + 8;
const BYTES_PER_PAIR = 4;
const BYTES_PER_STATE = 1 + 8;
const FEWER = 'Choose options under which the environment has fewer states.';

/** How far the probabilities of a pair may be from 1 in sum: rounding. */
const TOLERANCE = 1e-9;

/**
 * Writes a Markov decision process out, in two passes: the outcomes are counted, then kept. Outcomes without probability are
 * left out. Terminal states stay where they are and earn nothing.
 *
 * @param name - of whose tables these are, for messages
 * @throws VEM_MEMORY_LIMIT before anything is made that is larger than the machine; VEM_TABLES_INVALID where probabilities
 *   do not sum to 1 or an outcome is none
 */
export function writeTables(name: string, description: TablesDescription): TransitionTables {
  const { states, actions, outcomes, terminal = () => false, start } = description;
  const pairs = states * actions;
  const room = (count: number) =>
    requireRoom(
      `Tables of "${name}": ${states} states, ${actions} actions`,
      count * BYTES_PER_OUTCOME + pairs * BYTES_PER_PAIR + states * BYTES_PER_STATE,
      FEWER,
    );
  // Every pair has one outcome at least, so this much is known before anything is counted.
  room(pairs);
  const terminal_S = new Uint8Array(states);
  const start_S = new Float64Array(states);
  for (let s = 0; s < states; s++) {
    terminal_S[s] = terminal(s) ? 1 : 0;
    start_S[s] = start(s);
  }
  requireDistribution(name, 'where episodes start', sum(start_S));
  const eachOutcome = (pair: number, add: AddOutcome) => {
    const s = Math.floor(pair / actions);
    if (terminal_S[s]) add(s, 1, 0);
    else outcomes(s, pair % actions, add);
  };

  const first_P = new Uint32Array(pairs + 1);
  let count = 0;
  for (let pair = 0; pair < pairs; pair++) {
    eachOutcome(pair, (_next, probability) => {
      if (probability !== 0) count++;
    });
    first_P[pair + 1] = count;
  }
  room(count);

  const next_E = new Uint32Array(count);
  const probability_E = new Float64Array(count);
  const reward_E = new Float64Array(count);
  let at = 0;
  for (let pair = 0; pair < pairs; pair++) {
    let total = 0;
    eachOutcome(pair, (next, probability, reward) => {
      if (probability === 0) return;
      const fine = Number.isInteger(next) && next >= 0 && next < states && probability > 0 && Number.isFinite(reward);
      if (!fine)
        throw errors.outcomeInvalid(name, Math.floor(pair / actions), pair % actions, next, probability, reward);
      next_E[at] = next;
      probability_E[at] = probability;
      reward_E[at++] = reward;
      total += probability;
    });
    requireDistribution(name, `the outcomes of state ${Math.floor(pair / actions)}, action ${pair % actions}`, total);
  }
  return { states, actions, first_P, next_E, probability_E, reward_E, terminal_S, start_S };
}

function requireDistribution(name: string, what: string, total: number): void {
  if (!(Math.abs(total - 1) <= TOLERANCE)) throw errors.notADistribution(name, what, total);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
