import type { AnyPlugin } from '@vem/framework';
import { exactSum } from './bootstraps/exactSum.js';
import { expectation } from './bootstraps/expectation.js';
import { logSumExp } from './bootstraps/logSumExp.js';
import { sampledLogSumExp } from './bootstraps/sampledLogSumExp.js';
import { optimality } from './optimality.js';
import { actionValues } from './values/actionValues.js';
import { singleQ } from './values/singleQ.js';
import { stateValue } from './values/stateValue.js';
import { table } from './values/table.js';
import { twinQ } from './values/twinQ.js';

export {
  actionValues,
  exactSum,
  expectation,
  logSumExp,
  optimality,
  sampledLogSumExp,
  singleQ,
  stateValue,
  table,
  twinQ,
};

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [
  optimality,
  twinQ,
  singleQ,
  actionValues,
  table,
  stateValue,
  expectation,
  exactSum,
  logSumExp,
  sampledLogSumExp,
];
