import { type ExperimentConfig, environmentOf } from '../experiment/experimentConfig.js';
import type { Experiment, ExperimentControl } from '../experiment/runExperiment.js';
import { formatCount, formatScore, formatSeconds } from '../report/format.js';
import { oneLine } from '../report/visible.js';
import type { RunResult } from '../store/runResult.js';
import type { Answer } from './commandLine.js';
import { type Progress, progressOn } from './progress.js';
import type { Terminal } from './terminal.js';

const title = (config: ExperimentConfig): string =>
  oneLine(`${config.label ?? config.preset ?? 'custom'} on ${environmentOf(config)}, seed ${config.seed}`);

function summary(config: ExperimentConfig, folder: string, result: RunResult): string {
  const { evaluation, envSteps, updates, wallSeconds, envStepsPerSecond, best } = result;
  const outcome = evaluation
    ? `return ${formatScore(evaluation.meanReturn)} ± ${formatScore(evaluation.stdReturn)} over ${evaluation.episodes} episodes (${evaluation.behaviour})`
    : 'stopped early, not evaluated';
  const solved = evaluation?.solved;
  return [
    `${title(config)}: ${outcome}`,
    ...(solved
      ? [`  ${solved.passed ? 'solved' : 'not solved'}: ${formatScore(solved.value)} (${solved.criterion})`]
      : []),
    ...(evaluation?.tasks
      ? [
          `  by task: ${evaluation.tasks.map(({ task, meanReturn }) => `${task}: ${formatScore(meanReturn)}`).join(', ')}`,
        ]
      : []),
    `  ${formatCount(envSteps)} env steps, ${formatCount(updates)} updates in ${formatSeconds(wallSeconds)} (${formatCount(envStepsPerSecond)} env steps/s)`,
    ...(updates === 0 ? ['  no update was made: this is the score of a policy as it was initialised'] : []),
    ...(evaluation?.cut
      ? [`  ${evaluation.cut} of ${evaluation.episodes} episodes did not end and were cut: their returns are not whole`]
      : []),
    ...(result.endedEarly ? [`  training ended early: the learning curve reached ${config.stopWhenReturn}`] : []),
    ...(best && best.envSteps < envSteps
      ? [
          `  best point of the learning curve: ${formatScore(best.meanReturn)} after ${formatCount(best.envSteps)} env steps`,
        ]
      : []),
    `  in ${folder}`,
  ].join('\n');
}

/** How to continue a run that was stopped. */
const stoppedNote = ({ folder, result }: Experiment): string =>
  `stopped at ${formatCount(result.envSteps)} env steps; what there is is saved in ${folder}\ncontinue it: vem resume ${folder}\n`;

/**
 * One run in this process, with a progress bar; Ctrl-C and SIGTERM stop it at its next report, after a checkpoint.
 *
 * @param start - starts the run, or continues it
 */
export async function watched(
  terminal: Terminal,
  start: (control: ExperimentControl) => Promise<Experiment>,
): Promise<Answer> {
  const interruption = terminal.interruption();
  let progress: Progress | undefined;
  let started = 0;
  let behind = 0;
  let episodeReturn: number | undefined;
  try {
    const experiment = await start({
      signal: interruption.signal,
      onStart: (_folder, config, envSteps) => {
        started = performance.now();
        behind = envSteps;
        progress = progressOn(terminal, title(config), config.envSteps, envSteps);
      },
      onReport: ({ envSteps, episodeReturn: latest }) => {
        episodeReturn = latest ?? episodeReturn;
        const rate = `${formatCount((1000 * (envSteps - behind)) / (performance.now() - started))} env steps/s`;
        progress?.update(
          envSteps,
          episodeReturn === undefined ? rate : `${rate} | episode return ${formatScore(episodeReturn)}`,
        );
      },
      onWarning: (text) => (progress ? progress.note(`warning: ${text}`) : terminal.stderr(`warning: ${text}\n`)),
    });
    progress?.stop();
    const { folder, config, result } = experiment;
    if (result.status === 'stopped') terminal.stderr(stoppedNote(experiment));
    return { text: summary(config, folder, result), json: result };
  } finally {
    progress?.stop();
    interruption.dispose();
  }
}
