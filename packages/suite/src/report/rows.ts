import { Streams } from '@vem/framework';
import { mean } from 'simple-statistics';
import { type Registry, registry } from '../catalogue/registry.js';
import { interquartileMean } from '../statistics/aggregate.js';
import { bootstrapInterval } from '../statistics/bootstrap.js';
import type { StoredRun } from '../store/storedRun.js';
import type { RunGroup } from './groups.js';
import { storedAbout } from './overrides.js';
import type { ResultRow, Results } from './results.js';

/** Seed of the statistics' own random numbers: intervals of the same scores are the same in every report. */
const STATISTICS_SEED = 0;

/** The statistics' random numbers for one purpose. */
export const statisticsStream = (purpose: string) => new Streams(STATISTICS_SEED).fresh(`statistics/${purpose}`);

/** A run's result if it came to its end. */
export function finishedResult({ result }: StoredRun) {
  if (result?.status !== 'complete' || result.evaluation === undefined) return undefined;
  return { ...result, evaluation: result.evaluation };
}

/** A run's assessments while it learned. */
const curveOf = ({ evaluations }: StoredRun): ResultRow['curves'][number] =>
  evaluations.flatMap(({ kind, envSteps, meanReturn }) => (kind === 'curve' ? [{ envSteps, meanReturn }] : []));

function statusOf(
  finished: number,
  { failures, pending }: Pick<ResultRow, 'failures' | 'pending'>,
): ResultRow['status'] {
  if (failures.length + pending.length === 0) return 'complete';
  if (finished > 0) return 'partial';
  if (failures.length > 0) return 'failed';
  return pending.some(({ state }) => state !== 'notStarted') ? 'unfinished' : 'notStarted';
}

/**
 * The table's row of a group.
 *
 * @param failures - the group's runs that failed
 * @param pending - those that may still get a result
 */
export function resultRow(
  { name, environment, runs }: RunGroup,
  failures: ResultRow['failures'],
  known: Registry = registry,
  pending: ResultRow['pending'] = [],
): ResultRow {
  const { config } = runs[0];
  const { overrides, cell } = storedAbout(config, known);
  const finished = runs.filter((run) => finishedResult(run) !== undefined);
  const results = finished.map((run) => finishedResult(run)!);
  const evaluations = results.map(({ evaluation }) => evaluation);
  const scores = evaluations.map(({ meanReturn }) => meanReturn);
  const solved = evaluations.flatMap((evaluation) => evaluation.solved ?? []);
  const some = scores.length > 0;
  const interval = () => bootstrapInterval(scores, interquartileMean, statisticsStream(`iqm/${name}/${environment}`));
  return {
    name,
    preset: config.preset,
    overrides,
    cell,
    slots: config.slots,
    environment,
    seeds: results.map(({ seed }) => seed),
    iqm: some ? interquartileMean(scores) : null,
    ci95: some ? [...interval()] : null,
    mean: some ? mean(scores) : null,
    scores,
    evaluations,
    curves: finished.map(curveOf),
    parameterHashes: results.map(({ parameterHash }) => parameterHash),
    envSteps: config.envSteps,
    ...(solved.length > 0
      ? {
          solved: {
            passed: solved.filter(({ passed }) => passed).length,
            of: solved.length,
            criterion: solved[0].criterion,
          },
        }
      : {}),
    status: statusOf(scores.length, { failures, pending }),
    failures,
    pending,
  };
}

/** How long the finished runs of a group took. */
export function timingRow({ name, environment, runs }: RunGroup): Results['timings']['rows'][number] {
  const results = runs.flatMap((run) => finishedResult(run) ?? []);
  return {
    name,
    environment,
    wallSeconds: results.map(({ wallSeconds }) => wallSeconds),
    envStepsPerSecond: results.map(({ envStepsPerSecond }) => envStepsPerSecond),
  };
}
