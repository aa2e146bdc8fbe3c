import { continueExperiment } from '../../experiment/continueExperiment.js';
import { runsOf } from '../../experiment/makeRun.js';
import { formatCount } from '../../report/format.js';
import type { Answer } from '../commandLine.js';
import { pluginsOfRun, type StoredPluginArguments } from '../storedPlugins.js';
import type { Terminal } from '../terminal.js';
import { watched } from '../watchRun.js';

export interface ResumeArguments extends StoredPluginArguments {
  readonly steps?: number;
  readonly allowInexact?: boolean;
}

/**
 * `vem resume`: a run goes on where it was.
 *
 * @throws what `continueExperiment` throws
 */
export async function resume(folder: string, given: ResumeArguments, terminal: Terminal): Promise<Answer> {
  const { steps, allowInexact = false } = given;
  const options = { allowInexact, ...(steps === undefined ? {} : { envSteps: steps }) };
  const known = await pluginsOfRun(folder, given, terminal.stderr);
  return watched(terminal, async (control) => {
    const experiment = await continueExperiment(folder, options, control, runsOf(known));
    if (experiment.from === undefined)
      terminal.stderr(
        `this run has all of its ${formatCount(experiment.result.envSteps)} env steps; --steps <n> trains it further\n`,
      );
    return experiment;
  });
}
