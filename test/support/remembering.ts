import * as tf from '@tensorflow/tfjs-core';
import { type Behaviour, definePlugin, type Slots, type Stateful, Tokens } from '@vem/framework';
import { z } from 'zod';

/**
 * Acts by draws of the posterior that are mixed with the last action of the episode, after a walk at random at first: it
 * remembers in tensors, on the host, and in its stream.
 */
export const hesitant = definePlugin({
  slot: 'behaviour',
  name: 'hesitant',
  description: 'Half of the last action, half of a new one',
  config: z.strictObject({ walkSteps: z.int().default(100) }),
  requires: ['posterior.sample'],
  inject: [Tokens.action],
  create: ({ walkSteps }, action): Behaviour & Stateful => {
    const size = action.kind === 'box' ? action.dimension : action.count;
    let position = 0;
    return {
      columns: [],
      memory: [{ name: 'held', size }],
      evaluation: 'sample',
      explores: ({ envSteps }) => envSteps < walkSteps,
      explore(stream, action_NA) {
        for (let i = 0; i < action_NA.length; i++) {
          position = 0.8 * position + 0.2 * stream.normal();
          action_NA[i] = Math.tanh(position);
        }
      },
      state: () => ({ position }),
      restore(state) {
        position = Number(state.position);
      },
      program(step) {
        const act = (observation_NO: tf.Tensor, { held }: Readonly<Record<string, tf.Tensor>>) => {
          const drawn_NA = tf.squeeze(step.posterior.infer(observation_NO, 'act').sample!(1).action_SBA, [0]);
          const action_NA = tf.add(tf.mul(0.5, drawn_NA), tf.mul(0.5, held));
          return { action_NA, memory: { held: action_NA } };
        };
        return {
          act: (observation_NO, memory) => ({ ...act(observation_NO, memory), record: {} }),
          evaluate: (observation_NO, _manner, memory) => act(observation_NO, memory),
        };
      },
    };
  },
});

/** A temperature that falls by a tenth of a per cent each time that it is asked for; it remembers how far it is. */
export const cooling = definePlugin({
  slot: 'temperature',
  name: 'cooling',
  description: 'Cools down with every update',
  config: z.strictObject({}),
  inject: [],
  create: (): Slots['temperature'] => {
    let seen = 0;
    let alpha = 1;
    return {
      scalars({ updates }) {
        if (updates > seen) alpha *= 0.999 ** (updates - seen);
        seen = Math.max(seen, updates);
        return { alpha };
      },
      state: () => ({ seen, alpha }),
      restore(state) {
        seen = Number(state.seen);
        alpha = Number(state.alpha);
      },
      program: (step) => ({ alpha: () => step.scalar('alpha'), loss: () => ({ losses: [] }) }),
    };
  },
});
