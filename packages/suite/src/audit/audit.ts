import type { DeclaredTables, EnvironmentFactory, Run, StatesPicture, TransitionTables } from '@vem/framework';
import * as errors from './auditErrors.js';
import { type Acting, boxBeliefs, finiteBeliefs } from './beliefs.js';
import { type Cells, linearTables } from './linearTables.js';
import { type Beliefs, type Gaps, gapsOf } from './reference.js';

/** What is audited besides the run itself. */
export interface Subject {
  /** The run, in words, for messages. */
  readonly name: string;
  readonly run: Run;
  readonly environment: EnvironmentFactory;
  readonly acting: Acting;
  /** γ of its returns, and the scale of its rewards. */
  readonly discount: number;
  readonly rewardScale: number;
}

/** Numbers of an audit. Values count from where episodes start; divergences are in nats. */
export interface AuditMetrics {
  readonly alpha: number;
  readonly discount: number;
  /** J(π), V* and V* − J, with KL costs, under the run's own prior and temperature. */
  readonly objective: number;
  readonly best: number;
  readonly gap: number;
  /** Largest gap of a state. */
  readonly largestGap: number;
  /** KL(π‖π^B) on average over the policy's time, over all states alike, and at most. */
  readonly kl: number;
  readonly klOfStates: number;
  readonly largestKl: number;
  /** Discounted return of the policy, of the best one, and what is missing. */
  readonly return: number;
  readonly bestReturn: number;
  readonly returnGap: number;
}

export interface Audit {
  readonly metrics: AuditMetrics;
  readonly tables: TransitionTables;
  readonly beliefs: Beliefs;
  readonly gaps: Gaps;
  readonly picture: StatesPicture | undefined;
  /** Where the states and actions are cells of a line. */
  readonly cells: Cells | undefined;
}

const CHOOSE = 'Choose a run on Chain, RiskyBet, a grid world or LQR.';

/** States that somebody can be in, and act in. */
function livedIn({ states, terminal_S }: TransitionTables, picture: StatesPicture | undefined): number[] {
  return Array.from({ length: states }, (_, s) => s).filter(
    (s) => terminal_S[s] === 0 && (picture?.cellOf?.(s) ?? 'free') === 'free',
  );
}

/** [S, O], what is observed of each state; 0 of terminal ones. */
export function observedStates({ observe }: DeclaredTables, { terminal_S }: TransitionTables, width: number) {
  const observation = new Float32Array(terminal_S.length * width);
  for (const [s, ended] of terminal_S.entries())
    if (ended === 0) observe(s, observation.subarray(s * width, (s + 1) * width));
  return observation;
}

async function onTables(subject: Subject): Promise<Omit<Audit, 'metrics' | 'gaps'>> {
  const { run, environment, acting } = subject;
  const declared = environment.model!.tables!;
  const tables = declared.write();
  const observation = observedStates(declared, tables, environment.spec.observation.size);
  return {
    tables,
    beliefs: await finiteBeliefs(run, observation, tables.states, acting),
    picture: declared.picture,
    cells: undefined,
  };
}

async function onLine(subject: Subject): Promise<Omit<Audit, 'metrics' | 'gaps'>> {
  const { name, run, environment, acting } = subject;
  const system = environment.model!.linear!();
  const { action } = environment.spec;
  if (action.kind !== 'box' || action.dimension !== 1 || system.stateGain.rows !== 1)
    throw errors.auditImpossible(name, 'as its linear system has more than one state or action', CHOOSE);
  const { tables, cells } = linearTables(environment.spec.id, system, action.high[0]);
  const observation = Float32Array.from(cells.state_S);
  const beliefs = await boxBeliefs(run, observation, cells.state_S.length, acting, cells);
  return { tables, beliefs, picture: undefined, cells };
}

/**
 * Holds who acts in a run against the exact posterior, p e^{Q* / α} / Z, under the run's own prior, temperature and discount.
 *
 * @throws VEM_AUDIT_IMPOSSIBLE, VEM_MEMORY_LIMIT
 */
export async function auditRun(subject: Subject): Promise<Audit> {
  const { name, environment, discount, rewardScale } = subject;
  const { model } = environment;
  if (!model?.tables && !model?.linear)
    throw errors.auditImpossible(name, 'as its environment declares no model', CHOOSE);
  const looked = model.tables ? await onTables(subject) : await onLine(subject);
  const { beliefs } = looked;
  if (!(beliefs.alpha > 0))
    throw errors.auditImpossible(name, 'as its temperature is 0', 'Choose a run with a temperature above 0.');
  const tables =
    rewardScale === 1
      ? looked.tables
      : { ...looked.tables, reward_E: looked.tables.reward_E.map((reward) => rewardScale * reward) };
  const gaps = gapsOf(tables, discount, beliefs);
  const lived = livedIn(tables, looked.picture);
  const fromStart = (value_S: Float64Array) =>
    value_S.reduce((sum, value, s) => (tables.start_S[s] > 0 ? sum + tables.start_S[s] * value : sum), 0);
  const [objective, best] = [fromStart(gaps.own_S), fromStart(gaps.best_S)];
  const [own, bestReturn] = [fromStart(gaps.ownReturn_S), fromStart(gaps.bestReturn_S)];
  const kl_L = lived.map((s) => gaps.kl_S[s]);
  return {
    ...looked,
    tables,
    gaps,
    metrics: {
      alpha: beliefs.alpha,
      discount,
      objective,
      best,
      gap: best - objective,
      largestGap: lived.reduce((most, s) => Math.max(most, gaps.best_S[s] - gaps.own_S[s]), 0),
      kl: gaps.kl_S.reduce((sum, kl, s) => sum + gaps.visited_S[s] * kl, 0),
      klOfStates: kl_L.reduce((sum, kl) => sum + kl, 0) / kl_L.length,
      largestKl: Math.max(...kl_L),
      return: own,
      bestReturn,
      returnGap: bestReturn - own,
    },
  };
}
