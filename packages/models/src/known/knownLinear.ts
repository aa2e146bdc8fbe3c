import { type ActionSpace, definePlugin, type LinearSystem, matrix, modelNotDeclared, Tokens } from '@vem/framework';
import { z } from 'zod';
import * as errors from './knownErrors.js';

/**
 * A system whose actions are in box units, [−1, 1] per dimension, as all densities are. Bounds hold nobody back: values are
 * those of actions without bounds.
 */
function inBoxUnits(id: string, system: LinearSystem, action: ActionSpace): LinearSystem {
  if (action.kind !== 'box') throw modelNotDeclared(id, 'a linear system');
  const { low, high } = action;
  const unit_A = high.map((bound, i) => {
    if (low[i] !== -bound) throw errors.boundsNotSymmetric(id, low[i], bound);
    return bound;
  });
  const { actionGain, actionCost } = system;
  const width = unit_A.length;
  return {
    ...system,
    actionGain: matrix(
      actionGain.rows,
      width,
      actionGain.data.map((gain, i) => gain * unit_A[i % width]),
    ),
    actionCost: matrix(
      width,
      width,
      actionCost.data.map((cost, i) => cost * unit_A[i % width] * unit_A[Math.floor(i / width)]),
    ),
  };
}

/** The environment's own linear system with Gaussian noise and quadratic cost, in float64 on the host. */
export const knownLinear = definePlugin({
  slot: 'model',
  name: 'known-linear',
  description: 'The linear system that the environment itself declares',
  config: z.strictObject({}),
  provides: ['linear'],
  requires: ['environment.linear'],
  inject: [Tokens.environment, Tokens.action],
  create: (_options, { id, linear }, action) => {
    if (!linear) throw modelNotDeclared(id, 'a linear system');
    const system = inBoxUnits(id, linear(), action);
    return {
      program: () => ({ loss: () => ({ losses: [] }) }),
      host: () => ({
        tables: () => {
          throw modelNotDeclared(id, 'tables');
        },
        linear: () => system,
      }),
    };
  },
});
