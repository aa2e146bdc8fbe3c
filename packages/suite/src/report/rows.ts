import { Streams } from '@vem/framework';
import { mean } from 'simple-statistics';
import { type Registry, registry } from '../catalogue/registry.js';
import { pooledInterquartileMean } from '../statistics/aggregate.js';
import { bootstrapInterval } from '../statistics/bootstrap.js';
import type { Interval } from '../statistics/interval.js';
import { meanInterval } from '../statistics/student.js';
import type { StoredRun } from '../store/storedRun.js';
import { ANCHORS, normalise } from './anchors.js';
import type { RunGroup } from './groups.js';
import { storedAbout } from './overrides.js';
import { referencesFor } from './references.js';
import type { ResultRow, Results } from './results.js';

/** Seed of the statistics' own random numbers: intervals of the same scores are the same in every report. */
const STATISTICS_SEED = 0;

/** The statistics' random numbers for one purpose. */
export const statisticsStream = (purpose: string) => new Streams(STATISTICS_SEED).fresh(`statistics/${purpose}`);

/** Errors that say that a run's numbers were no longer finite: it is counted as worse than any score. */
const DIVERGENCES: readonly string[] = ['VEM_NOT_FINITE', 'VEM_ENVIRONMENT_NOT_FINITE'];
export const isDivergence = (code: string): boolean => DIVERGENCES.includes(code);

/** Scores of all runs that count: those that diverged as −∞. */
export const countedScores = ({ scores, failures }: Pick<ResultRow, 'scores' | 'failures'>): number[] => [
  ...scores,
  ...failures.filter(({ diverged }) => diverged).map(() => Number.NEGATIVE_INFINITY),
];

/** A run's result if it came to its end. */
export function finishedResult({ result }: StoredRun) {
  if (result?.status !== 'complete' || result.evaluation === undefined) return undefined;
  return { ...result, evaluation: result.evaluation };
}

/** A run's evaluations while it learned. */
const curveOf = ({ evaluations }: StoredRun): ResultRow['curves'][number] =>
  evaluations.flatMap(({ kind, envSteps, meanReturn }) => (kind === 'curve' ? [{ envSteps, meanReturn }] : []));

/** From this many seeds on, the interquartile mean of one task has an interval that covers about as often as it says. */
export const SEEDS_FOR_IQM = 10;

const orNull = (interval: Interval | undefined): [number, number] | null => (interval ? [...interval] : null);

/** Estimates from the scores of a row. */
function estimates(scores: readonly number[], stream: string) {
  if (scores.length === 0) return { iqm: null, ci95: null, mean: null, meanCi95: null };
  const iqmInterval =
    scores.length < SEEDS_FOR_IQM
      ? undefined
      : bootstrapInterval([scores], pooledInterquartileMean, statisticsStream(stream));
  return {
    iqm: pooledInterquartileMean([scores]),
    ci95: orNull(iqmInterval),
    mean: mean([...scores]),
    meanCi95: orNull(meanInterval(scores)),
  };
}

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
  const anchors = ANCHORS[environment];
  return {
    name,
    preset: config.preset,
    overrides,
    cell,
    slots: config.slots,
    environment,
    seeds: results.map(({ seed }) => seed),
    ...estimates(scores, `iqm/${name}/${environment}`),
    scores,
    normalised: anchors === undefined ? null : scores.map((score) => normalise(anchors, score)),
    evaluations,
    curves: finished.map(curveOf),
    parameterHashes: results.map(({ parameterHash }) => parameterHash),
    envSteps: config.envSteps,
    updates: results.map(({ updates }) => updates),
    references: referencesFor(config.preset, environment, config.envSteps),
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
    peakMemoryBytes: results.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? []),
  };
}
