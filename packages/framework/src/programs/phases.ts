import type { Phase } from '../slots/outcome.js';
import type { ProgramSlotName } from './context.js';

/** Which slot does the work of a phase. */
export const SLOT_OF = {
  model: 'model',
  likelihood: 'likelihood',
  value: 'valueEstimator',
  eStep: 'posterior',
  mStep: 'mStep',
  temperature: 'temperature',
  trustRegion: 'trustRegion',
} as const satisfies Record<Phase, ProgramSlotName>;
