import { cartPole, pendulum } from '@vem/envs';
import { composeUnchecked } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { impossibleOnPolicy } from '../support/impossibleOnPolicy.js';

const environments = { 'Pendulum-v1': pendulum(), 'CartPole-v1': cartPole() } as const;

describe('neighbours that on-policy plugins refuse at start-up', () => {
  it.each(Object.entries(impossibleOnPolicy))('%s', (_name, { slots, environment, refusal }) => {
    expect(() => composeUnchecked({ ...slots(), environment: environments[environment] }, { seed: 1 })).toThrow(
      expect.objectContaining(refusal),
    );
  });
});
