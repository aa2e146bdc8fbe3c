import { pendulum } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { sac } from '@vem/presets';
import { twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';

/** What a run of these slots is refused with, and by which slot. */
async function refusal(slots: SlotMap, when: 'composed' | 'opened') {
  try {
    const run = composeUnchecked({ ...sac(), environment: pendulum(), ...slots }, { seed: 1 });
    expect(when).toBe('opened');
    await run.open();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

describe('what slots may say and the pipeline does not execute is refused, not left out', () => {
  it('target copies that would follow at the ends of roll-outs, where there are none', async () => {
    const valueEstimator = twinQ({ target: { kind: 'perRollout', rollouts: 1 } });
    expect(await refusal({ valueEstimator }, 'opened')).toMatchObject({
      code: 'VEM_ROLLOUTS_MISSING',
      slot: 'valueEstimator',
      received: 'perRollout',
    });
  });
});
