import type { BoundSlot } from '@vem/framework';
import { checkEnvironment } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { bindSmall, shippedFor } from '../support/shippedPlugins.js';

describe('environments that are shipped keep the rules of their slot, large ones too and for longer', () => {
  it.each(shippedFor('environment'))('%s', async (_name, plugin) => {
    if (!('member' in plugin)) await checkEnvironment(bindSmall(plugin) as BoundSlot<'environment'>, { steps: 60 });
  });
});
