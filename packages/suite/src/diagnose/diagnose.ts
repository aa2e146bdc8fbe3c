import { findPlugin } from '@vem/framework';
import type { Registry } from '../catalogue/registry.js';
import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import { entropyCollapse, klBoundIdle, temperatureAtBound } from './distributions.js';
import type { Evidence, Finding, Symptom } from './evidence.js';
import { criticExploding, observationScale, saturatedActions } from './numbers.js';
import { noEpisodes, noUpdates } from './progress.js';
import { noReward } from './rewards.js';

/** What is looked for, the most likely causes first. */
const SYMPTOMS: readonly Symptom[] = [
  noUpdates,
  noReward,
  noEpisodes,
  criticExploding,
  entropyCollapse,
  temperatureAtBound,
  saturatedActions,
  observationScale,
  klBoundIdle,
];

/** What may keep a run from learning, the most likely first. */
export const diagnoseRun = (evidence: Evidence): Finding[] => SYMPTOMS.flatMap((symptom) => symptom(evidence) ?? []);

/** Whether a hint sets an option that the run's plugin has; of plugins that are not known it is taken to have it. */
function isPossible(hint: string, slots: ExperimentConfig['slots'], { plugins }: Registry): boolean {
  const [, slot, option] = /--set (\w+)\.(\w+)=/.exec(hint) ?? [];
  if (slot === undefined || option === undefined) return true;
  const use = slots[slot]?.use;
  if (use === undefined) return false;
  const candidates = plugins.filter((plugin) => plugin.slot === slot);
  const plugin = findPlugin(use, candidates);
  return plugin === undefined || option in plugin.config.shape;
}

/** A finding without hints to set options that the run's plugins do not have. */
export const withoutImpossible = (finding: Finding, slots: ExperimentConfig['slots'], known: Registry): Finding => ({
  ...finding,
  tries: finding.tries.filter((hint) => isPossible(hint, slots, known)),
});
