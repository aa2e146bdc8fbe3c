import type { Assessment } from '../loop/assessment.js';
import type { Pipeline } from '../loop/pipeline.js';
import type { SlotValues } from '../slots/slots.js';
import { largeObservations } from './observationScale.js';
import type { Warning } from './warnings.js';

// Remarks about a run as a whole; what concerns one slot its component says.

/** Test episodes were cut. */
const episodesCut = (environment: string): string =>
  `test episodes on "${environment}" do not end and are cut, so their returns are not whole. A time limit ends them in training too: --set environment.make.max_episode_steps=… for environments of Gymnasium, \`withTimeLimit\` for others; --max-episode-steps cuts elsewhere.`;

/** A run came to its end before learning began. */
export const nothingLearned = (envSteps: number): Warning => ({
  slot: 'schedule',
  text: `no update was made in ${envSteps} environment steps: the policy is as it was initialised, and so is every score of it. Train for more steps, or let learning start earlier (--set data.startAfter=…).`,
});

/** What an assessment shows. */
export const cutEpisodes = ({ environment }: SlotValues, assessment: Assessment | undefined): readonly Warning[] =>
  assessment?.cut ? [{ slot: 'environment', text: episodesCut(environment.spec.id) }] : [];

/** What the last batch shows of the numbers that networks see; where they are normalised, nothing. */
export function observationScale(
  { environment, normaliser }: SlotValues,
  { progress, batch }: Pipeline,
): readonly Warning[] {
  const { observation: observation_BO } = batch.columns;
  if (progress.updates === 0 || normaliser !== undefined || observation_BO === undefined) return [];
  const text = largeObservations(observation_BO, environment.spec.observation, batch.layout.columns.observation);
  return text === undefined ? [] : [{ slot: 'environment', text }];
}
