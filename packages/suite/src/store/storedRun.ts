import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type ExperimentConfig, environmentOf, readExperimentConfig } from '../experiment/experimentConfig.js';
import { exists, readJson, readJsonLines } from './files.js';
import { RUN_FILES } from './runFolder.js';
import { type EvaluationLine, evaluationLine, type RunResult, runResult } from './runResult.js';
import { type RunFailure, readFailure } from './sharedPlan.js';
import { readStates, type StateFile } from './stateFile.js';
import * as errors from './storeErrors.js';
import { isAbsent } from './system.js';

/** A run as its folder tells. */
export interface StoredRun {
  readonly folder: string;
  readonly config: ExperimentConfig;
  /** Absent if the run did not come to its end. */
  readonly result?: RunResult;
  /** In the order they were made. */
  readonly evaluations: readonly EvaluationLine[];
  /** Why there is no result, where its folder says so. */
  readonly failure?: RunFailure;
  /** What it thinks of each state, where these can be drawn. */
  readonly states?: StateFile;
  /** What its log warns of, in the order it was written. */
  readonly warnings?: readonly string[];
}

/** Levels of pino from here on are warnings and errors. */
const WARNING = 40;

async function warningsIn(path: string): Promise<string[]> {
  const lines = (await readJsonLines(path)) as { readonly level?: unknown; readonly msg?: unknown }[];
  return lines.flatMap(({ level, msg }) =>
    typeof level === 'number' && level >= WARNING && typeof msg === 'string' ? [msg] : [],
  );
}

function checked<S extends z.ZodType>(schema: S, value: unknown, path: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw errors.damagedFile(path, parsed.error.issues[0].message);
  return parsed.data;
}

/** @throws VEM_RUN_MIXED where the result is that of another run than the configuration */
export function requireOneRun(folder: string, config: ExperimentConfig, result: RunResult): void {
  const pairs = {
    seed: [config.seed, result.seed],
    preset: [config.preset, result.preset],
    environment: [environmentOf(config), result.environment],
  };
  for (const [what, [expected, received]] of Object.entries(pairs))
    if (expected !== received) throw errors.mixedRun(folder, what, expected, received);
}

/** @throws VEM_RUN_NOT_FOUND, VEM_CONFIG_INVALID, VEM_STORE_DAMAGED, VEM_STORE_READ, VEM_RUN_MIXED */
export async function readRun(folder: string): Promise<StoredRun> {
  const configPath = join(folder, RUN_FILES.config);
  if (!(await exists(configPath))) throw errors.notARun(folder);
  const config = await readExperimentConfig(configPath);
  const resultPath = join(folder, RUN_FILES.result);
  const result = await readJson(resultPath);
  const settled = result === undefined ? undefined : checked(runResult, result, resultPath);
  if (settled) requireOneRun(folder, config, settled);
  const states = await readStates(folder);
  const failure = result === undefined ? await readFailure(folder) : undefined;
  const evaluationsPath = join(folder, RUN_FILES.evaluations);
  const lines = await readJsonLines(evaluationsPath);
  return {
    folder,
    config,
    ...(settled === undefined ? {} : { result: settled }),
    ...(failure === undefined ? {} : { failure }),
    evaluations: lines.map((line) => checked(evaluationLine, line, evaluationsPath)),
    ...(states === undefined ? {} : { states }),
    warnings: await warningsIn(join(folder, RUN_FILES.log)),
  };
}

/** The runs in a folder of run folders, by folder name; or the one run that the folder is. */
export async function readRuns(folder: string): Promise<StoredRun[]> {
  if (await exists(join(folder, RUN_FILES.config))) return [await readRun(folder)];
  const names = await readdir(folder).catch((cause: unknown) => {
    if (isAbsent(cause)) return [];
    throw errors.readFailed(folder, cause);
  });
  const runs: StoredRun[] = [];
  for (const name of names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })))
    if (await exists(join(folder, name, RUN_FILES.config))) runs.push(await readRun(join(folder, name)));
  return runs;
}
