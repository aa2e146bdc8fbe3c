import {
  type DeclaredTables,
  type HostSlots,
  type Run,
  type StatesPicture,
  type TransitionTables,
  VemError,
} from '@vem/framework';
import type { StateFile } from '../store/stateFile.js';
import { auditRun, type Subject } from './audit.js';
import { isDrawn } from './subject.js';

/** Steps of an episode whose messages are drawn, as shares of it. */
const SHARES = [0, 0.25, 0.5] as const;

type Picture = StateFile['pictures'][number];

/**
 * What a run thinks of each state: values and policies, and where it infers step by step, its messages. Undefined where states cannot be
 * drawn, or there is nothing to be held against.
 */
export async function statesOf(subject: Subject): Promise<StateFile | undefined> {
  const { environment, run } = subject;
  if (!isDrawn(environment)) return undefined;
  const declared = environment.model!.tables!;
  // A temperature of 0, a policy that cannot be listed: nothing to draw, and no reason for a run to fail.
  const audited = await auditRun(subject).catch((error: unknown) => {
    if (error instanceof VemError) return undefined;
    throw error;
  });
  if (!audited) return undefined;
  const { tables, beliefs, gaps } = audited;
  const pictures: Picture[] = [
    {
      title: 'The policy when an episode starts',
      caption: 'Shade: what the policy is worth, KL costs included. Lines: what it does, longer where more likely.',
      value: [...gaps.own_S],
      probability: [...beliefs.logPolicy].map(Math.exp),
    },
    {
      title: 'The exact posterior',
      caption: 'Under the environment’s own rewards, the run’s prior, temperature and discount.',
      value: [...gaps.best_S],
      probability: [...gaps.logExact].map(Math.exp),
    },
    ...(await messagesOf(run)),
  ];
  return { ...layoutOf(declared, declared.picture!, tables), pictures };
}

function layoutOf(
  { states }: DeclaredTables,
  { columns, directions, cellOf }: StatesPicture,
  { terminal_S }: TransitionTables,
): Omit<StateFile, 'pictures'> {
  const cells = Array.from({ length: states }, (_, s) => {
    const cell = cellOf?.(s) ?? 'free';
    return cell === 'free' && terminal_S[s] === 1 ? 'ended' : cell;
  });
  return { columns, cells, ...(directions ? { directions: directions.map(([x, y]) => [x, y]) } : {}) };
}

/** Backward messages, α log p(O_{t:T} | s), with the policy that they give, and forward ones, p(s_t | O), of some steps. */
async function messagesOf(run: Run): Promise<readonly Picture[]> {
  const { slots, hostSides } = await run.open();
  if (!slots.posterior?.host || !slots.valueEstimator?.host) return [];
  const { posterior, valueEstimator }: Pick<HostSlots, 'posterior' | 'valueEstimator'> = hostSides;
  const { horizon } = valueEstimator;
  if (horizon === undefined) return [];
  const marginals = posterior.marginals?.() ?? [];
  return SHARES.flatMap((share) => {
    const step = Math.floor(share * horizon);
    const backward: Picture = {
      title: `Backward message at step ${step}`,
      caption: `Shade: α log p(O from step ${step} on | s), in reward units. Lines: the policy at that step.`,
      value: [...valueEstimator.worth(step)],
      probability: [...posterior.logProb(step)].map(Math.exp),
    };
    const forward = marginals[step] && {
      title: `Forward message at step ${step}`,
      caption: `Shade: p(s | O) at step ${step}.`,
      value: [...marginals[step].state_S],
    };
    return forward ? [backward, forward] : [backward];
  });
}
