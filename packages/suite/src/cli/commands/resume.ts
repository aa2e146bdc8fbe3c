import { continueExperiment } from '../../experiment/continueExperiment.js';
import { formatCount } from '../../report/format.js';
import { hasEvents, withEvents } from '../../report/tensorboard/liveEvents.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';
import { watched } from '../watchRun.js';

export interface ResumeArguments {
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
  return watched(terminal, async (control) => {
    const experiment = await continueExperiment(folder, options, hasEvents(folder) ? withEvents(control) : control);
    if (experiment.from === undefined)
      terminal.stderr(
        `this run has all of its ${formatCount(experiment.result.envSteps)} env steps; --steps <n> trains it further\n`,
      );
    return experiment;
  });
}
