import { describe, it } from 'vitest';
import { goesOnBitForBit, resumedSubjects } from '../support/exactResume.js';

describe('a run that was interrupted', () => {
  it.each(Object.entries(resumedSubjects))('goes on bit for bit: %s', (_name, preset) => goesOnBitForBit(preset, 2));
});
