import { cartPole, chain, lqr, pendulum } from '@vem/envs';
import { composeUnchecked, type SlotMap, VemError } from '@vem/framework';
import { linearPotential } from '@vem/likelihoods';
import { knownLinear, knownTables } from '@vem/models';
import { exactCategorical, linearGaussian, tablePolicy, targetEntropy } from '@vem/posteriors';
import { gLearning, maxentIrl, messagePassing, sac, softValueIteration } from '@vem/presets';
import { demonstrated, distil, gaussian, learnedCategorical, linearCategorical } from '@vem/priors';
import { beforeActing, replay } from '@vem/training';
import { actionValues, expectation, logSumExp, nStep, sweptTable } from '@vem/values';
import { describe, expect, it } from 'vitest';
import { smallExact } from '../support/smallExact.js';

const onChain: SlotMap = { ...softValueIteration(), environment: chain() };
const shown: SlotMap = { ...maxentIrl(), environment: chain() };
const onLine: SlotMap = { ...messagePassing(), environment: lqr() };

/** What is refused, by what is missing. */
const REFUSED: Readonly<Record<string, readonly [SlotMap, string]>> = {
  'tables of an environment that declares none': [
    { ...softValueIteration(), environment: cartPole() },
    'environment.tables',
  ],
  'a linear system of one that declares none': [{ ...messagePassing(), environment: pendulum() }, 'environment.linear'],
  'a linear model of tables': [{ ...onChain, model: knownLinear() }, 'model.host'],
  'tables of a linear system': [{ ...onLine, model: knownTables() }, 'model.linear'],
  'values that the host does not have': [{ ...onChain, valueEstimator: actionValues() }, 'valueEstimator.host'],
  'a temperature that it does not know': [{ ...onChain, temperature: targetEntropy() }, 'temperature.host'],
  'worths that it cannot form': [{ ...onChain, bootstrap: expectation() }, 'bootstrap.host'],
  'returns that look along windows': [{ ...onChain, returns: nStep() }, 'returns.host'],
  'no model': [{ ...onChain, model: undefined }, 'model.host'],
  'a linear policy from tables': [{ ...onChain, posterior: linearGaussian() }, 'environment.box'],
  'a table of a linear system': [{ ...onLine, posterior: tablePolicy() }, 'environment.finite'],
  'sums over a box': [{ ...onLine, bootstrap: logSumExp() }, 'bootstrap.linear'],
  'a squashed prior of a linear system': [{ ...onLine, prior: gaussian() }, 'prior.linear'],
  'updates before there is experience': [{ ...sac(), environment: chain(), schedule: beforeActing() }, 'data.given'],
  'rates by visits that nobody counts': [{ ...gLearning(), environment: chain(), data: replay() }, 'data.visits'],
  'a learned reward where nobody shows anything': [
    { ...onChain, likelihood: linearPotential() },
    'data.demonstrations',
  ],
  'visits that nobody can count': [{ ...shown, environment: cartPole() }, 'environment.tables'],
  'an E-step that the host does not see': [{ ...shown, posterior: exactCategorical() }, 'posterior.host'],
  'a prior that is taught where nobody shows anything': [
    { ...onChain, prior: linearCategorical(), mStep: demonstrated() },
    'data.demonstrations',
  ],
  'a taught prior that the host does not see': [
    { ...shown, prior: learnedCategorical(), mStep: demonstrated() },
    'prior.host',
  ],
  'weights over states that nobody declares': [
    { ...sac(), environment: cartPole(), prior: linearCategorical(), mStep: distil() },
    'environment.tables',
  ],
  'sweeps on a box': [{ ...onLine, valueEstimator: sweptTable() }, 'valueEstimator.linear'],
};

function refusalOf(slots: SlotMap): VemError {
  try {
    composeUnchecked(slots, { seed: 1 });
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('plugins that know their model', () => {
  it.each(Object.entries(REFUSED))('are refused with %s', (_what, [slots, missing]) => {
    const { code, message } = refusalOf(slots);
    expect(code).toBe('VEM_CAPABILITY_MISSING');
    const [slot, capability] = missing.split('.');
    expect(message).toContain(`"${capability}"`);
    expect(message).toContain(`"${slot}"`);
  });

  it.each(Object.entries(smallExact))('act alike on both engines: %s', async (_name, slots) => {
    const acted = async (engine: 'compiled' | 'eager') => {
      const run = composeUnchecked(slots, { seed: 1, engine });
      for await (const _report of run.train({ envSteps: 8 }));
      const { size } = run.config.slots.environment.use === 'Chain' ? { size: 3 } : { size: 1 };
      const observation = new Float32Array(size * size);
      for (let s = 0; s < size; s++) observation[s * size + s] = 1;
      const look = await run.examine({
        observation,
        rows: size,
        look: ({ posterior }, observation_BO) => {
          const { action_SBA } = posterior.infer(observation_BO, 'evaluate').mode!();
          return { mode: action_SBA };
        },
      });
      run.dispose();
      return [...look.mode];
    };
    const [compiled, eager] = [await acted('compiled'), await acted('eager')];
    for (const [i, value] of compiled.entries()) expect(eager[i]).toBeCloseTo(value, 5);
  });
});
