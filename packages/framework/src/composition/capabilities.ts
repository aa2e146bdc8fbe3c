import type { SlotName } from '../slots/slots.js';

/**
 * What the plugin in a slot may offer to others. This one table drives the check in the types and the check at
 * start-up. A `space:` capability says in which measure a density can be evaluated.
 */
export const CAPABILITIES = {
  // `simulator`: its state can be saved and restored to the last bit, so that actions can be tried in copies of it.
  // `tables`, `linear`: declares its dynamics as tables, or as a linear system with Gaussian noise and quadratic cost.
  // `goal`: a part of its observation says which task an episode is; `tasks`: one of finitely many, one-hot.
  environment: ['box', 'finite', 'tables', 'linear', 'simulator', 'goal', 'tasks'],
  // `host`, here and below: has a side on the host, on tables; `linear`: one on linear systems. `latents`: has a latent variable, `latentParts` and `jointLogProb`.
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
    'linear',
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
    // Its latent variable has finitely many values: `latentParts.latent` can list them.
    'components',
    // Infers with a lagging copy of its parameters too.
    'target',
    'host',
    'linear',
    'space:u',
    'space:box',
    'space:finite',
  ],
  // `recorded`: a function of the recorded reward alone, so that windows, which have nothing else, can be asked about.
  likelihood: ['host', 'recorded'],
  // `rowWeights`, here and below: its means over rows count each by its weight, so that rows may be no steps at all.
  valueEstimator: ['q', 'qAll', 'v', 'temperature', 'advantage', 'actionGradient', 'rowWeights', 'host', 'linear'],
  // `plain`: the value of acting alone, without KL costs, so that rewards of several steps can be added up before it.
  bootstrap: ['plain', 'host', 'linear'],
  // `windows`: forms targets from windows of several steps. `advantage`: adds columns `advantage`, `return` and `value`.
  // `costFree`: the advantage has no KL cost of its own step in it, so that an E-step may pay it.
  returns: ['windows', 'advantage', 'costFree', 'host', 'linear'],
  // `anyState`: answers for any states, not only for the batch's with their recorded actions. `perState`: says each
  // state's own share of the loss. `bound`: leaves nothing to be gained far from the prior.
  // `ownCost`: pays α KL of the present step.
  gradientEstimator: ['loss', 'anyState', 'perState', 'bound', 'rowWeights', 'ownCost'],
  // `bound`: adapts so that the posterior cannot leave its prior without limit. `zero`: α is 0, so that KL costs, which
  // posteriors without a density do not know, count for nothing.
  temperature: ['dual', 'bound', 'zero', 'host'],
  mStep: ['trainsPrior'],
  // `penalty`: a term of the loss; `constraint`: a bound for optimisers that keep one. Whom it holds to its prior copy.
  trustRegion: ['penalty', 'constraint', 'holdsPrior', 'holdsPosterior'],
  model: ['step', 'actionGradient', 'host', 'linear'],
  normaliser: [],
  // `recurrent`: remembers what was seen, and is brought up to date along sequences.
  memory: ['recurrent'],
  // `logMu`, `preSquash`: columns of these names, recorded where somebody requires them. `plans`: records what it planned. `latents`: carries the latent of the step before.
  behaviour: ['logMu', 'preSquash', 'plans', 'latents', 'actsByPosterior', 'actsByPrior'],
  // `onPolicy`: hands out what the present behaviour left only. `indexed`: hands out rows by number. `rollouts`: keeps it
  // whole, in order of time, for returns to annotate. `episodes`: its stretches are whole episodes, filled up with rows of
  // `weight` 0. `windows`: rows stand for several steps. `time`, `path`, `visits`: columns of these names, the
  // first two recorded where somebody requires them.
  // `given`: hands out rows, or needs none, before anything was experienced. `demonstrations`: column `demonstrated`.
  // `imagined`: some rows were imagined, so that there is nothing in them but what a model predicts.
  data: [
    'given',
    'replay',
    'onPolicy',
    'indexed',
    'sequences',
    'rollouts',
    'episodes',
    'windows',
    'time',
    'path',
    'visits',
    'demonstrations',
    'imagined',
  ],
  // `naturalGradient`: its steps are measured by the constraints that phases publish; `constraints`: they keep them.
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
  'normaliser',
  'memory',
] as const satisfies readonly SlotName[];
export type OptionalSlot = (typeof OPTIONAL_SLOTS)[number];
