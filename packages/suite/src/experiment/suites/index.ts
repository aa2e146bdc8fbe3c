import type { Suite } from '../suite.js';
import { quick } from './quick.js';
import { table1, table1Quick } from './table1/index.js';

/** The suites that come with vem. */
export const suites: readonly Suite[] = [quick, table1, table1Quick];
