import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentControl } from '../../experiment/runExperiment.js';
import { RUN_FILES } from '../../store/runFolder.js';
import { EventFile, type StoredLine, scalarsOf } from './eventFile.js';

/** Where a run of its own has its event file. */
const FOLDER = 'tensorboard';
const MILLISECONDS = 1000;

/** Whether a run's folder has an event file, which should then go on. */
export const hasEvents = (folder: string): boolean => existsSync(join(folder, FOLDER));

/** Whole lines of one of a run's files. */
function linesOf(path: string): StoredLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as StoredLine);
}

/** The same control, and an event file in the run's folder that grows with it; what a run that goes on has behind it comes first. */
export function withEvents(control: ExperimentControl): ExperimentControl {
  const now = () => Date.now() / MILLISECONDS;
  let file: EventFile | undefined;
  const append = ({ envSteps, ...line }: StoredLine) =>
    file?.append([{ wallTime: now(), envSteps, values: scalarsOf({ envSteps, ...line }) }]);
  return {
    ...control,
    onStart: (folder, config, envSteps) => {
      file = new EventFile(join(folder, FOLDER), now());
      for (const name of [RUN_FILES.metrics, RUN_FILES.evaluations]) linesOf(join(folder, name)).forEach(append);
      control.onStart?.(folder, config, envSteps);
    },
    onReport: (report) => {
      append(report);
      if (report.evaluation) append({ envSteps: report.envSteps, meanReturn: report.evaluation.meanReturn });
      control.onReport?.(report);
    },
  };
}
