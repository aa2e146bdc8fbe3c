import { chain, lqr, openGrid } from '@vem/envs';
import { composeUnchecked, type EnvironmentFactory, type SlotMap } from '@vem/framework';
import { categorical, steinSampler, tanhGaussian } from '@vem/posteriors';
import { mpo, sac, sql } from '@vem/presets';
import { learnedCategorical, learnedGaussian } from '@vem/priors';
import { type AuditMetrics, auditRun } from '@vem/suite';
import { adam, replay, samplePosterior, samplePrior } from '@vem/training';
import { actionValues, oneStep, singleQ, twinQ } from '@vem/values';

const hidden = [32, 32];
const data = replay({ batchSize: 64, capacity: 20_000, startAfter: 200 });
const optimiser = adam({ learningRate: 1e-3 });
const returns = oneStep({ discount: 0.9 });
const behaviour = samplePosterior({ warmUpSteps: 200 });
const target = { kind: 'copyEvery', updates: 50 } as const;
const common = { data, optimiser, returns };

const methods = {
  sac: {
    finite: {
      ...sac(),
      ...common,
      behaviour,
      posterior: categorical({ hidden }),
      valueEstimator: actionValues({ hidden }),
    },
    box: { ...sac(), ...common, behaviour, posterior: tanhGaussian({ hidden }), valueEstimator: twinQ({ hidden }) },
  },
  sql: {
    finite: { ...sql(), ...common, behaviour, valueEstimator: actionValues({ hidden, critics: 1, target }) },
    box: {
      ...sql(),
      ...common,
      behaviour: samplePosterior({ warmUpSteps: 200, evaluation: 'bestOfQ' }),
      posterior: steinSampler({ hidden, particles: 16 }),
      valueEstimator: singleQ({ hidden, target }),
    },
  },
  mpo: {
    finite: {
      ...mpo(),
      ...common,
      behaviour: samplePrior({ warmUp: 'uniform', warmUpSteps: 200 }),
      prior: learnedCategorical({ hidden, target }),
      valueEstimator: actionValues({ hidden, critics: 1, target }),
    },
    box: {
      ...mpo(),
      ...common,
      behaviour: samplePrior({ warmUp: 'uniform', warmUpSteps: 200 }),
      prior: learnedGaussian({ squash: 'identity', hidden, target }),
      valueEstimator: singleQ({ hidden, target }),
    },
  },
} as const;

const environments = {
  chain: chain({ start: 'uniform', timeLimit: 50 }),
  grid: openGrid({ rows: 3, columns: 3, startAt: 'anywhere', timeLimit: 30 }),
  lqr: lqr({ bound: 2, timeLimit: 30 }),
} as const;

export const METHODS = Object.keys(methods) as readonly (keyof typeof methods)[];
export const PROBLEMS = Object.keys(environments) as readonly (keyof typeof environments)[];

/** Audits of a run as it learns. */
export async function auditedRun(
  method: keyof typeof methods,
  problem: keyof typeof environments,
  steps: readonly number[],
  seed = 1,
): Promise<readonly AuditMetrics[]> {
  const environment = environments[problem];
  const kind = problem === 'lqr' ? 'box' : 'finite';
  const run = composeUnchecked({ ...methods[method][kind], environment } as SlotMap, { seed });
  const factory = environment.plugin.bind(environment.config).create() as EnvironmentFactory;
  const audits: AuditMetrics[] = [];
  for (const envSteps of steps) {
    for await (const _report of run.train({ envSteps, horizon: steps.at(-1)!, reportEvery: envSteps }));
    const { metrics } = await auditRun({
      name: `${method} on ${problem}`,
      run,
      environment: factory,
      acting: method === 'mpo' ? 'prior' : 'posterior',
      discount: 0.9,
      rewardScale: 1,
    });
    audits.push(metrics);
  }
  run.dispose();
  return audits;
}
