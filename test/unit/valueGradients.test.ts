import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, type Pipeline, type SlotMap } from '@vem/framework';
import { ensemble } from '@vem/models';
import { valueExpansion } from '@vem/posteriors';
import { offPolicy } from '@vem/training';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { learn, numbers, openedRuns } from '../support/openedRuns.js';
import { smallSac } from '../support/smallSac.js';

const fit = {
  phases: ['model'],
  every: { envSteps: 100 },
  rows: 'epochs',
  heldOut: 0.2,
  until: 'stop',
  repeat: 2,
} as const;
const learning = [['value'], ['eStep', 'temperature']] as const;
const withModel = (slots: SlotMap = {}): SlotMap => ({
  ...smallSac(),
  model: ensemble({ members: 2, elites: 1, hidden: [8], continuation: 'always' }),
  schedule: offPolicy({ steps: [fit, ...learning] as never }),
  ...slots,
});

const open = openedRuns();
const learned = async (slots: SlotMap, updates: number) => learn(await open(slots), updates);
const policy = (pipeline: Pipeline) =>
  ['posterior', 'valueEstimator', 'temperature'].flatMap((group) => numbers(pipeline, group));

describe('value gradients', () => {
  it('over no imagined step are those of SAC, bit for bit, with a model beside them or not', async () => {
    const sac = policy(await learned(smallSac(), 40));
    expect(policy(await learned(withModel({ gradientEstimator: valueExpansion({ horizon: 0 }) }), 40))).toEqual(sac);
    expect(policy(await learned(withModel({ gradientEstimator: valueExpansion({ horizon: 1 }) }), 40))).not.toEqual(
      sac,
    );
  });

  it('name the model, the imagined step and the update where it predicts what is no number', async () => {
    const broken = definePlugin({
      slot: 'model',
      name: 'broken',
      description: 'Explodes in the second step',
      config: z.strictObject({}),
      provides: ['step', 'actionGradient'],
      inject: [],
      create: () => {
        let asked = 0;
        return {
          program: () => {
            asked = 0;
            return {
              step: (observation_BO, action_BA) => {
                const reward_B = tf.sum(action_BA, 1);
                asked++;
                return {
                  next_BO: observation_BO,
                  reward_B: asked === 2 ? tf.log(tf.sub(-1, tf.square(reward_B))) : reward_B,
                  continue_B: tf.onesLike(reward_B),
                };
              },
              loss: () => ({ losses: [] }),
            };
          },
        };
      },
    });
    const slots = {
      ...withModel({ model: broken(), gradientEstimator: valueExpansion({ horizon: 3 }) }),
      schedule: offPolicy({ steps: learning as never }),
    };
    await expect(learned(slots, 1)).rejects.toThrow(/Slot "model": "model\/reward2" became NaN.*update 1/);
  });

  it('by the prior need one that lags', async () => {
    const slots = withModel({ gradientEstimator: valueExpansion({ rollout: 'prior' }) });
    await expect(learned(slots, 0)).rejects.toThrow(
      expect.objectContaining({ code: 'VEM_CAPABILITY_MISSING', path: 'prior.target' }),
    );
  });

  it('have a model that says in which imagined step it is mostly asked outside of its data', async () => {
    const { model } = (await learned(withModel(), 0)).slots;
    expect(model!.warnings!({ outside1: 0.1, outside2: 0.7, loss: 3 })).toEqual([
      expect.stringMatching(/in imagined step 2 .*outside/),
    ]);
  });
});
