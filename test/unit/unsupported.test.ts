import * as tf from '@tensorflow/tfjs-core';
import { pendulum } from '@vem/envs';
import { composeUnchecked, definePlugin, type Optimiser, type SlotMap } from '@vem/framework';
import { tanhGaussian } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { gaussian } from '@vem/priors';
import { twinQ } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const config = z.strictObject({});

const standing: Optimiser = {
  vectors: 0,
  attach: () => ({ step: () => {}, state: () => ({}), restore: () => {} }),
};

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
  const composed: Readonly<Record<string, [string, string, SlotMap]>> = {
    'an optimiser that asks for more than a gradient': [
      'optimiser',
      'oracle',
      {
        optimiser: definePlugin({
          slot: 'optimiser',
          name: 'asking',
          description: 'asks',
          config,
          provides: ['constraints'],
          inject: [],
          create: () => ({ ...standing, oracle: { groups: ['posterior'], queries: ['value', 'hessianVector'] } }),
        })(),
      },
    ],
  };
  it.each(Object.entries(composed))('%s', async (_name, [slot, feature, slots]) => {
    expect(await refusal(slots, 'composed')).toMatchObject({
      code: 'VEM_FEATURE_UNSUPPORTED',
      slot,
      received: expect.stringContaining(feature),
    });
  });

  it('target copies that would follow at the ends of roll-outs, where there are none', async () => {
    const valueEstimator = twinQ({ target: { kind: 'perRollout', rollouts: 1 } });
    expect(await refusal({ valueEstimator }, 'opened')).toMatchObject({
      code: 'VEM_ROLLOUTS_MISSING',
      slot: 'valueEstimator',
      received: 'perRollout',
    });
  });

  it('constraints, as soon as a phase publishes one', async () => {
    const mStep = definePlugin({
      slot: 'mStep',
      name: 'constrained',
      description: 'publishes a constraint',
      config,
      provides: ['trainsPrior'],
      inject: [],
      create: () => ({
        program: () => ({
          loss: () => ({
            losses: [],
            constraints: [{ name: 'kl', group: 'posterior', rows: 'mean', value: tf.scalar(0), bound: 0.01 }],
          }),
        }),
      }),
    })();
    const error = await refusal({ prior: gaussian(), posterior: tanhGaussian({ hidden: [4] }), mStep }, 'opened');
    expect(error).toMatchObject({
      code: 'VEM_FEATURE_UNSUPPORTED',
      slot: 'mStep',
      received: expect.stringContaining('constraints'),
    });
  });
});
