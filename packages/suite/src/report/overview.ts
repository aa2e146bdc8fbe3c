import { formatCount, formatScore } from './format.js';
import { estimateOf, isBest } from './order.js';
import type { ResultRow, Results } from './results.js';

/** What a method reached on one environment; of one that it leaves out, why. */
export interface OverviewCell {
  readonly text: string;
  readonly best: boolean;
  readonly reason?: string;
  readonly row?: ResultRow;
}

/** Methods × environments. */
export interface Overview {
  readonly environments: readonly string[];
  readonly methods: readonly { readonly name: string; readonly cells: readonly OverviewCell[] }[];
}

const NONE = '–';

/** All estimates on one look: undefined where there is one environment only, or one method. */
export function overviewOf({ rows, skipped }: Pick<Results, 'rows' | 'skipped'>): Overview | undefined {
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  const names = [...new Set(rows.map(({ name }) => name))];
  if (environments.length < 2 || names.length < 2) return undefined;
  const estimate = estimateOf(rows);
  const cell = (name: string, environment: string): OverviewCell => {
    const row = rows.find((one) => one.name === name && one.environment === environment);
    const reason = skipped.find((one) => one.name === name && one.environment === environment)?.reason;
    if (row === undefined) return { text: NONE, best: false, ...(reason === undefined ? {} : { reason }) };
    const score = estimate(row);
    return { text: score === null ? row.status : formatScore(score), best: isBest(row, rows), row };
  };
  return {
    environments,
    methods: names.map((name) => ({ name, cells: environments.map((environment) => cell(name, environment)) })),
  };
}

/** `sac, sql: tables only (chain)`: why methods are left out, those with one reason together. */
export function skippedNotes({ skipped }: Pick<Results, 'skipped'>): string[] {
  const reasons = [...new Set(skipped.map(({ environment, reason }) => JSON.stringify([environment, reason])))];
  return reasons.map((key) => {
    const [environment, reason] = JSON.parse(key) as [string, string];
    const names = skipped
      .filter((one) => one.environment === environment && one.reason === reason)
      .map(({ name }) => name);
    return `${NONE} Not on ${environment}: ${names.join(', ')}: ${reason}`;
  });
}

/** `sac 10,000, ppo 100,000`: where methods had different budgets on one environment. */
export function budgetNotes({ rows }: Pick<Results, 'rows'>): string[] {
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  return environments.flatMap((environment) => {
    const here = rows.filter((row) => row.environment === environment);
    const budgets = [...new Set(here.map(({ envSteps }) => envSteps))].sort((a, b) => a - b);
    if (budgets.length < 2) return [];
    const each = budgets.map((steps) => {
      const names = here.filter(({ envSteps }) => envSteps === steps).map(({ name }) => name);
      return `${formatCount(steps)} steps: ${names.join(', ')}`;
    });
    return [`Budgets differ on ${environment}, and verdicts compare methods each at its own: ${each.join('; ')}`];
  });
}
