import { type EnvironmentFactory, findPlugin, type Run } from '@vem/framework';
import type { Registry } from '../catalogue/registry.js';
import type { ExperimentConfig } from '../experiment/experimentConfig.js';
import { MOST_STATES } from '../store/stateFile.js';
import type { Subject } from './audit.js';

/** Whether the states of an environment can be drawn. */
export function isDrawn({ model }: EnvironmentFactory): boolean {
  const { tables } = model ?? {};
  return tables?.picture !== undefined && tables.states <= MOST_STATES;
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Whose actions a behaviour takes, by its name. */
export function actingIn(name: string, { plugins }: Registry): 'prior' | 'posterior' {
  const behaviour = findPlugin(
    name,
    plugins.filter(({ slot }) => slot === 'behaviour'),
  );
  return behaviour?.provides.includes('actsByPrior') ? 'prior' : 'posterior';
}

/** What is looked at of a run, as its configuration says. */
export const subjectOf = (
  { label, preset, seed, slots }: ExperimentConfig,
  run: Run,
  environment: EnvironmentFactory,
  known: Registry,
): Subject => ({
  name: `${label ?? preset ?? 'custom'} on ${slots.environment.use}, seed ${seed}`,
  run,
  environment,
  acting: actingIn(slots.behaviour.use, known),
  discount: numberOr(slots.returns?.discount, 1),
  rewardScale: numberOr(slots.likelihood?.rewardScale, 1),
});
