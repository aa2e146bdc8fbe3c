import type { BoundSlot } from '@vem/framework';
import { gaussian, tanhGaussian, targetEntropy, targetKl } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { describe, expect, it } from 'vitest';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { quadraticQ } from '../support/knownQ.js';
import { OneState, type OneStateOptions } from '../support/oneState.js';
import { expectClose } from '../support/relative.js';

const UPDATES = 3000;

/** E-step and temperature in one optimiser step, as SAC has them, repeated until both are at rest. */
async function settle(options: OneStateOptions) {
  const state = await OneState.open({ ...options, phases: ['eStep', 'temperature'] });
  state.gaussian.fill(-1.5, state.gaussian.length / 2);
  for (let i = 0; i < UPDATES; i++) state.learn('posterior', 'temperature');
  state.infer();
  const [alpha, entropy, kl] = ['temperature/alpha', 'posterior/entropy', 'posterior/kl'].map((name) =>
    state.metric(name),
  );
  return { alpha, entropy, kl };
}

describe('a temperature that holds the entropy of a Gaussian on a target', () => {
  const { curvature, entropy, alpha } = golden.temperatureForEntropy;

  for (const gradient of ['alpha', 'logAlpha'] as const) {
    it(`comes to rest where the closed form says, by the gradient of ${gradient}`, async () => {
      const settled = await settle({
        // Objective and entropy of a Gaussian under a quadratic Q depend on its first two moments alone.
        fineness: 8,
        slots: {
          posterior: gaussian({ hidden: [] }),
          prior: uniform(),
          valueEstimator: quadraticQ(curvature, [0.5]),
          temperature: targetEntropy({ target: entropy, gradient, initialAlpha: 0.1 }),
        },
      });
      expectClose(settled.entropy, entropy);
      expectClose(settled.alpha / alpha, 1);
    });
  }
});

describe('target entropy −A and target divergence A (1 + log 2) from the normalised uniform prior', () => {
  const settleSquashed = (temperature: BoundSlot<'temperature'>, reference: 'counting' | 'normalised') =>
    settle({
      dimension: 2,
      fineness: 16,
      slots: {
        posterior: tanhGaussian({ hidden: [] }),
        prior: uniform({ reference }),
        valueEstimator: quadraticQ(4, [0.5, -0.2]),
        temperature,
      },
    });

  it('are the same constraint, whatever the entropy is measured against', async () => {
    const byEntropy = await settleSquashed(targetEntropy({ gradient: 'logAlpha' }), 'counting');
    const byEntropyNormalised = await settleSquashed(targetEntropy({ gradient: 'logAlpha' }), 'normalised');
    const byKl = await settleSquashed(targetKl({ nats: 2 * (1 + Math.LN2) }), 'normalised');
    expectClose(byEntropy.entropy, -2);
    expectClose(byEntropy.kl, 2);
    expectClose(byKl.kl, 2 * (1 + Math.LN2));
    // The counting prior shifts the objective by a constant, which moves nothing, not even by rounding.
    expectClose(byEntropyNormalised.alpha / byEntropy.alpha, 1, 1e-5);
    expectClose(byKl.alpha / byEntropy.alpha, 1);
    expect(byEntropy.alpha).not.toBeCloseTo(1, 1);
  });
});
