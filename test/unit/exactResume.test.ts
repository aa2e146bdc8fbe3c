import { describe, expect, it } from 'vitest';
import { goesOnBitForBit, resumedSubjects } from '../support/exactResume.js';

// All of them: test/learn/exactResume.learn.ts. Killed processes: test/learn/kill.learn.ts.
const SOME = [
  'sac, box',
  'mpo, discrete',
  'sql, box',
  'ppo, box',
  'trpo, box',
  'recurrent-sac, box',
  'plugins that remember on the host and from step to step',
  'an optimiser for each group, rates that move, normalised blocks',
];

describe('a run that was interrupted', () => {
  it.each(SOME)('goes on bit for bit: %s', async (name) => {
    expect(Object.keys(resumedSubjects)).toContain(name);
    await goesOnBitForBit(resumedSubjects[name], 1);
  });
});
