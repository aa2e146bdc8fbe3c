import { type LinearSystem, type TransitionTables, writeTables } from '@vem/framework';

/** How a system of one dimension is cut into cells. */
export interface Cells {
  /** Centres of states, in the environment's units. */
  readonly state_S: readonly number[];
  /** Centres of actions, in box units. */
  readonly action_A: readonly number[];
  /** Width of an action's cell, in box units. */
  readonly actionWidth: number;
}

const STATES = 121;
const ACTIONS = 41;

/** Φ(x) by an approximation of erf with errors below 1.5e-7: Abramowitz and Stegun 1964, 7.1.26. */
function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-z * z);
  return x >= 0 ? 1 - tail / 2 : tail / 2;
}

/** Probability of each cell under N(mean, variance); what lies beyond the ends belongs to the outermost. */
function cellMasses(mean: number, variance: number, centres: readonly number[]): number[] {
  const half = (centres[1] - centres[0]) / 2;
  const std = Math.sqrt(Math.max(variance, (half / 10) ** 2));
  const below = centres.map((centre) => normalCdf((centre + half - mean) / std));
  return centres.map((_, i) => (i === centres.length - 1 ? 1 : below[i]) - (i === 0 ? 0 : below[i - 1]));
}

const spaced = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/**
 * A linear system of one dimension as tables, with actions within its bounds as the environment holds them: states up to
 * four deviations of the start, in 121 cells, actions in 41.
 */
export function linearTables(
  name: string,
  system: LinearSystem,
  bound: number,
): { readonly tables: TransitionTables; readonly cells: Cells } {
  const [a, b, q, r, w] = [
    system.stateGain,
    system.actionGain,
    system.stateCost,
    system.actionCost,
    system.noiseCovariance,
  ].map(({ data }) => data[0]);
  const reach = Math.abs(system.startMean[0]) + 4 * Math.sqrt(Math.max(system.startCovariance.data[0], w));
  const state_S = spaced(-reach, reach, STATES);
  const actionWidth = 2 / ACTIONS;
  const action_A = spaced(-1 + actionWidth / 2, 1 - actionWidth / 2, ACTIONS);
  const start = cellMasses(system.startMean[0], system.startCovariance.data[0], state_S);
  const tables = writeTables(name, {
    states: STATES,
    actions: ACTIONS,
    outcomes: (state, action, add) => {
      const [s, u] = [state_S[state], bound * action_A[action]];
      const reward = -0.5 * (q * s * s + r * u * u);
      const masses = cellMasses(a * s + b * u, w, state_S);
      for (const [next, mass] of masses.entries()) if (mass > 1e-12) add(next, mass, reward);
    },
    start: (state) => start[state],
  });
  return { tables, cells: { state_S, action_A, actionWidth } };
}
