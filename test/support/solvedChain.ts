import { chain } from '@vem/envs';
import { knownTables } from '@vem/models';
import { exactCategorical, fixedTemperature } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { uniform } from '@vem/priors';
import { offPolicy, replay } from '@vem/training';
import { logSumExp, oneStep, sweptTable } from '@vem/values';
import { showProbabilities } from './showProbabilities.js';

/** Three states of two actions, solved on the host, by a behaviour that shows the posterior. */
export const solvedChain = ({ discount, alpha }: { readonly discount: number; readonly alpha: number }) => ({
  ...sac(),
  environment: chain({ start: 'uniform' }),
  prior: uniform({ reference: 'normalised' }),
  posterior: exactCategorical(),
  valueEstimator: sweptTable(),
  bootstrap: logSumExp(),
  returns: oneStep({ discount }),
  temperature: fixedTemperature({ alpha }),
  model: knownTables(),
  behaviour: showProbabilities(),
  data: replay({ batchSize: 1, capacity: 100, startAfter: 0 }),
  schedule: offPolicy({ steps: [['value'], ['eStep']] }),
});
