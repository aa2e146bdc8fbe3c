import { type Policy, type TrajectoriesFile, VEM_VERSION } from '@vem/framework';
import { actingIn } from '../../audit/subject.js';
import { environmentFactory } from '../../experiment/solved.js';
import { loadStoredPolicy } from '../../experiment/storedPolicy.js';
import { exactVisits } from '../../play/exactVisits.js';
import { type Origin, playedTrajectories } from '../../play/trajectories.js';
import { formatCount, formatScore } from '../../report/format.js';
import { writeWhole } from '../../store/files.js';
import { readRun } from '../../store/storedRun.js';
import { recordNotAFile } from '../cliErrors.js';
import type { Answer } from '../commandLine.js';
import { openedRun } from '../openedRun.js';
import { placeFor } from '../placeFor.js';
import { pluginsOfRun, pluginsToPlay, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';

export interface RecordArguments extends StoredPluginArguments {
  readonly out: string;
  readonly episodes: number;
  readonly best?: boolean;
  readonly stochastic?: boolean;
  readonly seed: number;
  readonly maxSteps: number;
  /** The visits of the policy itself instead of episodes. */
  readonly exact?: boolean;
  readonly discount?: number;
}

/**
 * `vem record`: what a stored policy does, as a file of trajectories to learn from: test episodes, or exact visits.
 *
 * @throws VEM_RECORD_OUT, VEM_RECORD_INEXACT, VEM_POLICY_SPACES, VEM_RUN_NOT_FOUND, VEM_CHECKPOINT_…, VEM_STORE_WRITE
 */
export async function record(folder: string, given: RecordArguments, terminal: Terminal): Promise<Answer> {
  const file = await placeFor(given.out, recordNotAFile);
  const { trajectories, what, meanReturn } = given.exact
    ? await exactly(folder, given, terminal)
    : await played(folder, given, terminal);
  await writeWhole(file, `${JSON.stringify(trajectories)}\n`);
  const { episodes, environment, columns } = trajectories;
  const rows = columns.time.length;
  return {
    text: `${what}: ${given.exact ? 'exact visits' : `${formatCount(episodes)} episodes`}, ${formatCount(rows)} rows, mean return ${formatScore(meanReturn)}\n  ${file}`,
    json: { environment: environment?.use, file, episodes, rows, exact: given.exact ?? false, meanReturn },
  };
}

interface Recorded {
  readonly trajectories: TrajectoriesFile;
  readonly what: string;
  readonly meanReturn: number;
}

const CREATED_BY = `vem ${VEM_VERSION}`;

/** Needs neither the plugins of the policy nor its trainer. */
async function played(folder: string, given: RecordArguments, { stderr }: Terminal): Promise<Recorded> {
  const { episodes, seed, stochastic = false, maxSteps } = given;
  const policy = await loadStoredPolicy(folder, given.best ? 'best' : 'newest');
  try {
    const { environment } = policy.config.slots;
    const factory = environmentFactory(environment, await pluginsToPlay(folder, environment.use, given, stderr));
    policy.requireSpacesOf(factory.spec);
    await factory.prepare?.();
    const source = { ...sourceOf(policy), seed, actions: stochastic ? 'sample' : policy.evaluation };
    const origin: Origin = { createdBy: CREATED_BY, environment, source };
    const { file, returns } = playedTrajectories(policy, factory, { episodes, seed, stochastic, maxSteps }, origin);
    return {
      trajectories: file,
      what: `${policy.config.preset ?? 'custom'} on ${environment.use}`,
      meanReturn: returns.reduce((sum, one) => sum + one, 0) / returns.length,
    };
  } finally {
    policy.dispose();
  }
}

const sourceOf = ({ config, counters }: Policy) => ({
  preset: config.preset,
  trainingSeed: config.seed,
  envSteps: counters.envSteps,
});

/** Asks the run itself what it would do in every state. */
async function exactly(folder: string, given: RecordArguments, { stderr }: Terminal): Promise<Recorded> {
  const { config } = await readRun(folder);
  const known = await pluginsOfRun(folder, { ...given, allowInexact: true }, stderr);
  const { environment, behaviour } = config.slots;
  const what = `${config.preset ?? 'custom'} on ${environment.use}`;
  const { run, checkpoint } = await openedRun(folder, known);
  try {
    const { file, meanReturn } = await exactVisits(
      run,
      environmentFactory(environment, known),
      { name: what, acting: actingIn(behaviour.use, known), discount: given.discount },
      {
        createdBy: CREATED_BY,
        environment,
        source: { preset: config.preset, trainingSeed: config.seed, envSteps: checkpoint.envSteps, actions: 'exact' },
      },
    );
    return { trajectories: file, what, meanReturn };
  } finally {
    run.dispose();
  }
}
