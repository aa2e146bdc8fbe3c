import type { Evaluation } from '../loop/evaluation.js';
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

/** What a look at the run shows. */
export function remarksOn(
  slots: SlotValues,
  { progress, batch }: Pipeline,
  evaluation: Evaluation | undefined,
): readonly Warning[] {
  const { id, observation } = slots.environment.spec;
  const cut = evaluation?.cut ? [episodesCut(id)] : [];
  const isRaw = progress.updates > 0 && slots.normaliser === undefined;
  const width = batch.layout.columns.observation ?? observation.size;
  const large = isRaw ? largeObservations(batch.columns.observation ?? [], width, observation) : undefined;
  return [...cut, ...(large === undefined ? [] : [large])].map((text) => ({ slot: 'environment', text }));
}
