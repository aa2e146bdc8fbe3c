import { cartPole } from '@vem/envs';
import { composeUnchecked, type SlotMap } from '@vem/framework';
import { bayesianPg, erpg, maxentPg } from '@vem/presets';
import { expect, it } from 'vitest';

// What ten seeds of each came to: benchmarks/results. Untrained: about 20.
it.each([
  ['REINFORCE with a learned baseline', maxentPg(), 60_000, 350],
  ['the Bayesian policy gradient, by returns', bayesianPg(), 60_000, 200],
  ['the entropy-regularised policy gradient', erpg(), 200_000, 400],
] as const)('%s balances the pole', async (_name, slots, envSteps, least) => {
  const run = composeUnchecked({ ...(slots as SlotMap), environment: cartPole() }, { seed: 1 });
  for await (const _ of run.train({ envSteps, reportEvery: envSteps }));
  const { meanReturn } = await run.evaluate({ episodes: 20 });
  run.dispose();
  console.info(`mean return ${meanReturn.toFixed(1)}`);
  expect(meanReturn).toBeGreaterThanOrEqual(least);
});
