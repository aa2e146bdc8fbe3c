import type { SlotName } from '../slots/slots.js';

/**
 * What the plugin in a slot may offer to others. This one table drives the check in the types and the check at
 * start-up. A `space:` capability says in which measure a density can be evaluated.
 */
export const CAPABILITIES = {
  environment: ['box', 'finite'],
  prior: ['density', 'sample', 'learnable', 'target', 'space:u', 'space:box', 'space:finite'],
  posterior: [
    'sample',
    'logProb',
    'pathwise',
    'mode',
    'gaussian',
    'enumerate',
    'weighted',
    'perBatch',
    'space:u',
    'space:box',
    'space:finite',
  ],
  likelihood: [],
  valueEstimator: ['q', 'qAll', 'v', 'advantage', 'actionGradient'],
  bootstrap: [],
  gradientEstimator: ['loss'],
  temperature: ['dual'],
  mStep: ['trainsPrior'],
  trustRegion: ['penalty', 'lineSearch'],
  model: ['step', 'actionGradient'],
  behaviour: ['logMu', 'preSquash', 'actsByPosterior', 'actsByPrior'],
  data: ['replay', 'onPolicy', 'sequences'],
  optimiser: ['naturalGradient'],
  schedule: [],
} as const satisfies Record<SlotName, readonly string[]>;

/** `slot.capability`, e.g. `posterior.logProb`. */
export type Capability = { [S in SlotName]: `${S}.${(typeof CAPABILITIES)[S][number]}` }[SlotName];

/** The capabilities that a plugin of slot S may declare. */
export type ProvidedBy<S extends SlotName> = (typeof CAPABILITIES)[S][number];

export const SLOT_NAMES = Object.keys(CAPABILITIES) as readonly SlotName[];

/** Slots that a composition may leave out; everything else must be filled. */
export const OPTIONAL_SLOTS = [
  'mStep',
  'trustRegion',
  'model',
  'gradientEstimator',
] as const satisfies readonly SlotName[];
export type OptionalSlot = (typeof OPTIONAL_SLOTS)[number];
