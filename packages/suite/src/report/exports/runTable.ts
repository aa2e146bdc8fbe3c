import { basename, join } from 'node:path';
import { environmentOf } from '../../experiment/experimentConfig.js';
import { readJsonLines } from '../../store/files.js';
import { RUN_FILES } from '../../store/runFolder.js';
import type { StoredRun } from '../../store/storedRun.js';
import { ANCHORS, normalise } from '../anchors.js';
import type { Collection } from '../collect.js';
import type { ResultRow } from '../results.js';

/** A column of a file of runs. */
export interface DataColumn {
  readonly name: string;
  readonly type: 'STRING' | 'DOUBLE' | 'INT64' | 'BOOLEAN';
  /** Null where there is no value. */
  readonly values: readonly (string | number | boolean | null)[];
}

type Value = DataColumn['values'][number];
type Field = readonly [
  name: string,
  type: DataColumn['type'],
  value: (run: StoredRun, row: ResultRow) => Value | undefined,
];

/** What a run that came to its end, diverged, failed or may still get a result is called. */
function statusOf({ config: { seed }, result }: StoredRun, { failures, pending }: ResultRow): string {
  const failure = failures.find((candidate) => candidate.seed === seed);
  if (failure !== undefined) return failure.diverged ? 'diverged' : 'failed';
  return pending.find((candidate) => candidate.seed === seed)?.state ?? result?.status ?? 'failed';
}

function normalisedScore({ config, result }: StoredRun): number | undefined {
  const anchors = ANCHORS[environmentOf(config)];
  const score = result?.evaluation?.meanReturn;
  return anchors === undefined || score === undefined ? undefined : normalise(anchors, score);
}

const FIELDS: readonly Field[] = [
  ['method', 'STRING', (_, { name }) => name],
  ['preset', 'STRING', (_, { preset }) => preset],
  ['environment', 'STRING', (_, { environment }) => environment],
  ['seed', 'INT64', ({ config }) => config.seed],
  ['status', 'STRING', statusOf],
  ['error', 'STRING', ({ config }, { failures }) => failures.find(({ seed }) => seed === config.seed)?.code],
  ['score', 'DOUBLE', ({ result }) => result?.evaluation?.meanReturn],
  ['normalised_score', 'DOUBLE', normalisedScore],
  ['score_std_over_episodes', 'DOUBLE', ({ result }) => result?.evaluation?.stdReturn],
  ['evaluation_episodes', 'INT64', ({ result }) => result?.evaluation?.episodes],
  ['solved', 'BOOLEAN', ({ result }) => result?.evaluation?.solved?.passed],
  ['env_steps', 'INT64', ({ result }) => result?.envSteps],
  ['updates', 'INT64', ({ result }) => result?.updates],
  ['seconds', 'DOUBLE', ({ result }) => result?.wallSeconds],
  ['env_steps_per_second', 'DOUBLE', ({ result }) => result?.envStepsPerSecond],
  ['peak_memory_bytes', 'INT64', ({ result }) => result?.peakMemoryBytes],
  ['best_return', 'DOUBLE', ({ result }) => result?.best?.meanReturn],
  ['best_env_steps', 'INT64', ({ result }) => result?.best?.envSteps],
  ['options_changed', 'INT64', (_, { overrides }) => overrides && Object.keys(overrides).length],
  ['parameter_hash', 'STRING', ({ result }) => result?.parameterHash],
  ['folder', 'STRING', ({ folder }) => basename(folder)],
];

/** Metrics of the last report of a run's training, by name. */
async function lastMetrics({ folder }: StoredRun): Promise<Record<string, number>> {
  const last = (await readJsonLines(join(folder, RUN_FILES.metrics))).at(-1);
  if (typeof last !== 'object' || last === null) return {};
  const { metrics, episodeReturn } = last as { metrics?: Record<string, number>; episodeReturn?: unknown };
  return { ...(typeof episodeReturn === 'number' ? { 'train/episodeReturn': episodeReturn } : {}), ...metrics };
}

/** All runs, one line each: what became of it, and the metrics of its last report, a column per metric. */
export async function runTable({ groups, results: { rows } }: Collection): Promise<DataColumn[]> {
  const runs = groups.flatMap((group, i) => group.runs.map((run) => ({ run, row: rows[i] })));
  const metrics: Record<string, number>[] = [];
  for (const { run } of runs) metrics.push(await lastMetrics(run));
  const names = [...new Set(metrics.flatMap((values) => Object.keys(values)))].sort();
  return [
    ...FIELDS.map(([name, type, value]) => ({
      name,
      type,
      values: runs.map(({ run, row }) => value(run, row) ?? null),
    })),
    ...names.map((name) => ({ name, type: 'DOUBLE' as const, values: metrics.map((values) => values[name] ?? null) })),
  ];
}

/** Every evaluation of every run, one line each. */
export function curveTable({ groups }: Collection): DataColumn[] {
  const lines = groups.flatMap(({ name, environment, runs }) =>
    runs.flatMap(({ config: { seed }, evaluations }) =>
      evaluations.map((evaluation) => ({ name, environment, seed, ...evaluation })),
    ),
  );
  const column = (
    name: string,
    type: DataColumn['type'],
    value: (line: (typeof lines)[number]) => Value,
  ): DataColumn => ({
    name,
    type,
    values: lines.map(value),
  });
  return [
    column('method', 'STRING', ({ name }) => name),
    column('environment', 'STRING', ({ environment }) => environment),
    column('seed', 'INT64', ({ seed }) => seed),
    column('kind', 'STRING', ({ kind }) => kind),
    column('env_steps', 'INT64', ({ envSteps }) => envSteps),
    column('updates', 'INT64', ({ updates }) => updates),
    column('mean_return', 'DOUBLE', ({ meanReturn }) => meanReturn),
    column('std_return', 'DOUBLE', ({ stdReturn }) => stdReturn),
    column('episodes', 'INT64', ({ episodes }) => episodes),
  ];
}
