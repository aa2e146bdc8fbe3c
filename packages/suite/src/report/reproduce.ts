import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import { environmentOf } from '../experiment/experimentConfig.js';

/** A word as a shell reads it. */
export const shellWord = (word: string): string =>
  /^[\w./@:=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

const valueText = (value: unknown): string =>
  typeof value === 'string' && !isJson(value) ? value : JSON.stringify(value);

/** Texts that would be read as something else than a text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The command that makes a run again.
 *
 * @param overrides - in what its slots differ from its preset's; null where that is not known
 * @param folder - of the run, whose configuration is taken where preset and options do not say it all
 */
export function commandFor(
  config: ExperimentConfig,
  overrides: Readonly<Record<string, unknown>> | null,
  folder: string,
): string {
  const { preset, envSteps, seed, environments, threads, evaluateEvery, engine, madeWith } = config;
  const { init = {}, stopWhenReturn, maxEpisodeSteps } = config;
  if (preset === null || overrides === null || madeWith?.plugins !== undefined)
    return ['vem', 'train', '--config', `${folder}/config.json`].map(shellWord).join(' ');
  const words = [
    ...['vem', 'train', preset, '--env', environmentOf(config), '--steps', String(envSteps), '--seed', String(seed)],
    ...['--evaluate-every', String(evaluateEvery)],
    ...['--envs', String(environments)],
    ...(threads === 1 ? [] : ['--threads', String(threads)]),
    ...(engine === 'compiled' ? [] : ['--engine', engine]),
    ...(stopWhenReturn === undefined ? [] : ['--stop-when-return', String(stopWhenReturn)]),
    ...(maxEpisodeSteps === undefined ? [] : ['--max-episode-steps', String(maxEpisodeSteps)]),
    ...Object.entries(init).flatMap(([group, from]) => ['--init', `${group}=${from}`]),
    ...Object.entries(overrides).flatMap(([key, value]) => ['--set', `${key}=${valueText(value)}`]),
  ];
  return words.map(shellWord).join(' ');
}
