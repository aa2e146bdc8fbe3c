import type { SlotName } from '../slots/slots.js';

/**
 * What the plugin in a slot may offer to others. This one table drives the check in the types and the check at
 * start-up. A `space:` capability says in which measure a density can be evaluated.
 */
export const CAPABILITIES = {
  environment: ['box', 'finite'],
  // `host`, here and below: has a side on the host. `latents`: has a latent variable, `latentParts` and `jointLogProb`.
  // `learnable`: own parameters, which an M-step trains; `snapshot`: an earlier copy of the posterior.
  prior: [
    'density',
    'sample',
    'mode',
    'gaussian',
    'enumerate',
    'learnable',
    'snapshot',
    'target',
    'latents',
    'host',
    'space:u',
    'space:box',
    'space:finite',
  ],
  posterior: [
    'sample',
    'logProb',
    'pathwise',
    'mode',
    'gaussian',
    'enumerate',
    'weighted',
    'perBatch',
    'latents',
    // Infers with a lagging copy of its parameters too.
    'target',
    'space:u',
    'space:box',
    'space:finite',
  ],
  likelihood: [],
  valueEstimator: ['q', 'qAll', 'v', 'advantage', 'actionGradient', 'host'],
  // `nStep`: forms targets from windows of several rewards too. `advantage`: adds columns `advantage` and `return`.
  bootstrap: ['nStep', 'advantage', 'host'],
  // `anyState`: answers for any states, not only for the batch's with their recorded actions.
  gradientEstimator: ['loss', 'anyState'],
  // `bound`: adapts so that the posterior cannot leave its prior without limit.
  temperature: ['dual', 'bound', 'host'],
  mStep: ['trainsPrior'],
  // `penalty`: a term of the loss; `constraint`: a bound for optimisers that keep one.
  trustRegion: ['penalty', 'constraint'],
  model: ['step', 'actionGradient', 'host'],
  // `logMu`, `preSquash`: columns of these names. `plans`: records what it planned.
  behaviour: ['logMu', 'preSquash', 'plans', 'actsByPosterior', 'actsByPrior'],
  // `onPolicy`: hands out what the present behaviour left only. `rollouts`: keeps it whole, in order of time, for
  // bootstraps to annotate. `visits`: adds the column `visit`.
  data: ['replay', 'onPolicy', 'sequences', 'rollouts', 'visits'],
  // `constraints`: its steps keep the constraints that phases publish.
  optimiser: ['naturalGradient', 'constraints'],
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
