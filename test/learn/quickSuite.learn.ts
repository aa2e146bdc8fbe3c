import { findSuite, planSuite, suites } from '@vem/suite';
import { describe, expect, it } from 'vitest';
import { lastReturns, trainedSuite } from '../support/trainedSuite.js';

/** What the default comparison must have learned. Untrained: about 20, −1200 and 4 m. */
const LEAST_RETURN: Readonly<Record<string, number>> = { 'CartPole-v1': 400, 'Pendulum-v1': -250 };

const quick = await findSuite('quick', suites);
const plan = planSuite({ ...quick, seeds: 1 });

describe('the default comparison, one seed', () => {
  const trained = trainedSuite(plan);

  it.each(plan.map((planned) => [planned.row, planned.environment, planned] as const))(
    '%s learns %s',
    async (_row, environment, planned) => {
      const run = await trained(planned);
      console.info(`${planned.folder}: ${run.evaluations.map(({ meanReturn }) => meanReturn.toFixed(1)).join(', ')}`);
      if (environment in LEAST_RETURN) {
        expect(lastReturns(run)).toBeGreaterThanOrEqual(LEAST_RETURN[environment]);
      } else {
        const { solved } = run.result?.evaluation ?? {};
        console.info(`${planned.folder}: ${solved?.criterion}: ${solved?.value.toFixed(2)}`);
        expect(solved?.passed).toBe(true);
      }
    },
  );
});
