import { join } from 'node:path';
import { finishedResult } from '../report/rows.js';
import { COMPARISON_FILES, type Comparison } from '../store/comparison.js';
import { exists } from '../store/files.js';
import { RUN_FILES } from '../store/runFolder.js';
import { readRun } from '../store/storedRun.js';
import { runConfigOf } from './experimentConfig.js';
import { comparisonInexact, comparisonShrinks } from './experimentErrors.js';
import type { PlannedRun } from './plan.js';
import { requireRunOf, requireSame } from './sameSettings.js';

type StoredPlan = Comparison['runs'][number];

/** A planned run without what its results do not hang on, and without its length, which may grow. */
const lasting = ({ config: { about: _about, madeWith: _madeWith, envSteps: _steps, ...config } }: StoredPlan) => config;

/**
 * The plan of a comparison that goes on: all that was begun, and what is asked for besides: more seeds, methods,
 * environments, or a larger budget. Learning curves keep the distance between their points, so that they can be averaged
 * over old and new runs.
 *
 * @param suite - name of the suite that is asked for
 * @throws VEM_RESUME_DIFFERS if it is another suite or a run that was begun is to be another, VEM_RESUME_SHRINKS if one is to be shorter or is
 *   left out
 */
export function grownPlan(
  folder: string,
  stored: Comparison,
  suite: string,
  wanted: readonly PlannedRun[],
): PlannedRun[] {
  const what = `Comparison "${folder}"`;
  requireSame(what, { name: stored.suite.name }, { name: suite });
  const began = new Map(stored.runs.map((run) => [run.folder, run]));
  const distances = new Map(
    stored.runs.map(({ config }) => [
      JSON.stringify([config.label, config.slots.environment?.use]),
      config.evaluateEvery,
    ]),
  );
  const plan = wanted.map((planned) => {
    const kept = began.get(planned.folder);
    const distance =
      kept?.config.evaluateEvery ??
      distances.get(JSON.stringify([planned.config.label, planned.environment])) ??
      planned.config.evaluateEvery;
    const config = { ...planned.config, evaluateEvery: distance };
    if (kept === undefined) return { ...planned, config };
    requireSame(`${what}, run "${planned.folder}"`, lasting(kept), lasting({ folder: planned.folder, config }));
    if (config.envSteps < kept.config.envSteps)
      throw comparisonShrinks(folder, `run "${planned.folder}" has ${kept.config.envSteps} env steps`, config.envSteps);
    return { ...planned, config };
  });
  const names = new Set(plan.map((planned) => planned.folder));
  const lost = stored.runs.find((run) => !names.has(run.folder));
  if (lost !== undefined) throw comparisonShrinks(folder, `it has a run "${lost.folder}"`, undefined);
  return plan;
}

/**
 * That a comparison whose seeds are added until pairs are decided goes on as it was begun: its verdicts hold for the looks, and for the
 * questions, that were planned then.
 *
 * @throws VEM_RESUME_DIFFERS
 */
export function requireSameQuestions(
  folder: string,
  stored: Comparison,
  { suite, sequential }: Pick<Comparison, 'suite' | 'sequential'>,
): void {
  const what = `Comparison "${folder}"`;
  requireSame(what, { sequential: stored.sequential }, { sequential });
  if (sequential !== undefined) requireSame(what, { suite: stored.suite }, { suite });
}

/** Runs that are to be longer than they were planned at first. */
export const lengthened = (stored: Comparison, plan: readonly PlannedRun[]): PlannedRun[] =>
  plan.filter(({ folder, config }) =>
    stored.runs.some((run) => run.folder === folder && run.config.envSteps < config.envSteps),
  );

/**
 * That what is stored was made by what is running now.
 *
 * @throws VEM_COMPARISON_INEXACT
 */
export function checkMadeWith(folder: string, stored: Comparison, wanted: Comparison, allowInexact: boolean): void {
  const text = ({ madeWith }: Comparison) =>
    madeWith && `vem ${madeWith.vem}, Node ${madeWith.node}, ${madeWith.platform}`;
  const [then, now] = [text(stored), text(wanted)];
  if (then !== undefined && now !== undefined && then !== now && !allowInexact)
    throw comparisonInexact(folder, then, now);
}

/** The planned runs that have their result. @throws VEM_RUN_MIXED where a folder holds another run than was planned */
export async function finishedRuns(plan: readonly PlannedRun[], folder: string): Promise<ReadonlySet<PlannedRun>> {
  const finished = new Set<PlannedRun>();
  for (const planned of plan) {
    const path = join(folder, COMPARISON_FILES.runs, planned.folder);
    if (!(await exists(join(path, RUN_FILES.config)))) continue;
    const run = await readRun(path);
    // A folder that was brought there from elsewhere is no result of this comparison.
    requireRunOf(path, run.config, runConfigOf(planned.config));
    const result = finishedResult(run);
    if (result !== undefined && (result.endedEarly === true || result.envSteps >= planned.config.envSteps))
      finished.add(planned);
  }
  return finished;
}
