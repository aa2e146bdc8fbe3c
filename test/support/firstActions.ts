import { chain } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { fixedTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { uniform } from '@vem/priors';
import { offPolicy } from '@vem/training';
import { actionValues } from '@vem/values';
import { type Tables, tableModel, tableProposal, tableValues } from './plannedTables.js';

const ENVIRONMENTS = 32;

export interface Planned {
  readonly tables: Tables;
  readonly values: readonly number[];
  readonly proposal: readonly (readonly number[])[];
  readonly planner: SlotMap['behaviour'];
  /** Times that all environments plan from their first state. */
  readonly times: number;
}

/** Each plan's probability of action 1, and all weights, from the first state, by the shipped planner while it acts. */
export async function firstActions({ tables, values, proposal, planner, times }: Planned) {
  const slots: SlotMap = {
    ...sac(),
    environment: chain({ states: tables.terminal.length }),
    prior: uniform({ reference: 'normalised' }),
    posterior: tableProposal(proposal),
    valueEstimator: actionValues({ hidden: [2] }),
    bootstrap: tableValues(values),
    model: tableModel(tables),
    temperature: fixedTemperature({ alpha: 1 }),
    behaviour: planner!,
    gradientEstimator: undefined,
    schedule: offPolicy({ steps: [['value']] }),
  };
  const run = composeUnchecked(slots, { seed: 5, environments: ENVIRONMENTS });
  const pipeline = await run.open();
  const ofPlans: number[] = [];
  const weights: number[] = [];
  for (let time = 0; time < times; time++) {
    const { planAction, planWeight } = pipeline.actor.act(pipeline.progress).columns;
    const particles = planWeight.length / ENVIRONMENTS;
    for (let n = 0; n < ENVIRONMENTS; n++) {
      let second = 0;
      for (let p = 0; p < particles; p++)
        second += planWeight[n * particles + p] * planAction[2 * (n * particles + p) + 1];
      ofPlans.push(second);
    }
    weights.push(...planWeight);
    pipeline.actor.startEpisodes();
  }
  const metrics = pipeline.actor.metered.takeMetrics();
  const warnings = (seen: Readonly<Record<string, number>>) => pipeline.slots.behaviour.warnings!(seen);
  run.dispose();
  const mean = ofPlans.reduce((sum, p) => sum + p, 0) / ofPlans.length;
  const variance = ofPlans.reduce((sum, p) => sum + (p - mean) ** 2, 0) / (ofPlans.length - 1);
  return { mean, error: Math.sqrt(variance / ofPlans.length), weights, metrics, warnings };
}
