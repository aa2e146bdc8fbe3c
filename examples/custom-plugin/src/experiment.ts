import {
  configureExperiment,
  configureRun,
  continueExperiment,
  type ExperimentControl,
  parseSetting,
  registryWith,
  runExperiment,
  runsOf,
} from '@vem/suite';
import example from './index.js';

const known = registryWith([example]);

/** `vem train heavy-tails --env Thermostat` from code, with a setting. */
export async function heatTheRoom(folder: string, envSteps: number, control: ExperimentControl = {}) {
  const run = configureRun(
    {
      preset: 'heavy-tails',
      environment: 'Thermostat',
      settings: [parseSetting('posterior.hidden=[32,32]')],
      seed: 1,
      environments: 1,
      engine: 'compiled',
    },
    known,
  );
  const extent = { envSteps, evaluateEvery: 1000, curveEpisodes: 5, evaluationEpisodes: 20 };
  const { result } = await runExperiment(configureExperiment(run, extent), { folder }, control, runsOf(known));
  return result;
}

/** `vem resume` from code: a run that was interrupted, or is to be longer. */
export async function heatItLonger(folder: string, envSteps: number) {
  const { result } = await continueExperiment(folder, { envSteps }, {}, runsOf(known));
  return result;
}
