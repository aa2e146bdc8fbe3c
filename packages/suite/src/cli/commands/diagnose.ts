import { join } from 'node:path';
import { type EnvironmentFactory, findPlugin, type Policy, VemError } from '@vem/framework';
import type { Registry } from '../../catalogue/registry.js';
import { diagnoseRun, withoutImpossible } from '../../diagnose/diagnose.js';
import { type Evidence, type Finding, metricLine } from '../../diagnose/evidence.js';
import { probeEnvironment } from '../../diagnose/probe.js';
import { progressOf } from '../../diagnose/progress.js';
import { environmentFactory } from '../../experiment/solved.js';
import { loadStoredPolicy } from '../../experiment/storedPolicy.js';
import { knownPlugins } from '../../plugins/knownPlugins.js';
import { formatCount } from '../../report/format.js';
import { readJsonLines } from '../../store/files.js';
import { RUN_FILES } from '../../store/runFolder.js';
import { readRun, type StoredRun } from '../../store/storedRun.js';
import { damagedFile } from '../../store/storeErrors.js';
import type { Answer } from '../commandLine.js';
import { pluginsToPlay, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';

export interface DiagnoseArguments extends StoredPluginArguments {
  /** Step the environment too; default: where it needs no other program. */
  readonly probe?: boolean;
}

async function linesOf(folder: string): Promise<Evidence['lines']> {
  const path = join(folder, RUN_FILES.metrics);
  return (await readJsonLines(path)).map((line) => {
    const { data, error } = metricLine.safeParse(line);
    if (data === undefined) throw damagedFile(path, error.issues[0].message);
    return data;
  });
}

/** Whether an environment runs in this process; those of families are other programs. */
const isOwn = (use: string, { environments }: Registry): boolean =>
  environments.some(({ pluginName }) => pluginName === use);

async function policyOf(folder: string): Promise<Policy | undefined> {
  try {
    return await loadStoredPolicy(folder, 'newest');
  } catch (error) {
    if (error instanceof VemError && error.code === 'VEM_RUN_NO_POLICY') return undefined;
    throw error;
  }
}

async function seenIn(folder: string, factory: EnvironmentFactory): Promise<Pick<Evidence, 'action' | 'probe'>> {
  const { action } = factory.spec;
  const policy = await policyOf(folder);
  try {
    return {
      action: { kind: action.kind, size: action.kind === 'box' ? action.dimension : action.count },
      probe: await probeEnvironment(factory, policy),
    };
  } finally {
    policy?.dispose();
  }
}

/** What the environment shows, or why it was not asked. */
async function askEnvironment(
  folder: string,
  { config }: StoredRun,
  given: DiagnoseArguments,
  warn: (text: string) => void,
): Promise<Pick<Evidence, 'action' | 'probe'> & { readonly without?: string; readonly known: Registry }> {
  const { environment } = config.slots;
  if (given.probe === false) return { known: await knownPlugins(given, warn), without: 'because of --no-probe' };
  const known = await pluginsToPlay(folder, environment.use, given, warn);
  if (findPlugin(environment.use, known.environments) === undefined)
    return { known, without: `because there is no environment "${environment.use}"` };
  if (!isOwn(environment.use, known) && given.probe !== true)
    return { known, without: 'because it is another program; --probe starts it' };
  return { known, ...(await seenIn(folder, environmentFactory(environment, known))) };
}

const findingText = ({ name, seen, tries }: Finding, index: number): string =>
  [`${index + 1}. ${name}: ${seen}`, ...tries.map((each) => `   try: ${each}`)].join('\n');

/**
 * `vem diagnose`: why does it not learn? From what a run logged, and a look at its environment.
 *
 * @throws VEM_RUN_NOT_FOUND, VEM_CONFIG_…, VEM_STORE_DAMAGED, VEM_PLUGINS_MISSING
 */
export async function diagnose(folder: string, given: DiagnoseArguments, { stderr }: Terminal): Promise<Answer> {
  const run = await readRun(folder);
  const { config, evaluations } = run;
  const lines = await linesOf(folder);
  const { without, known, ...asked } = await askEnvironment(folder, run, given, stderr);
  const evidence: Evidence = { config, evaluations, lines, ...asked };
  const findings = diagnoseRun(evidence).map((finding) => withoutImpossible(finding, config.slots, known));
  const { rose, text } = progressOf(evidence);
  const steps = formatCount(lines.at(-1)?.envSteps ?? 0);
  const name = `${config.label ?? config.preset ?? 'custom'} on ${config.slots.environment.use}, seed ${config.seed}`;
  const verdict =
    findings.length === 0
      ? 'Nothing of what is looked for was found. What remains: more steps, other seeds, the reward itself.'
      : findings.map(findingText).join('\n');
  const note = without === undefined ? [] : ['', `The environment was not stepped, ${without}.`];
  return {
    text: [`${name}, ${steps} env steps: ${text}`, '', verdict, ...note].join('\n'),
    json: {
      folder,
      rose: rose ?? null,
      progress: text,
      findings,
      probe: asked.probe ?? null,
      without: without ?? null,
    },
  };
}
