import type { Suite } from '../suite.js';
import { quick } from './quick.js';

/** The suites that come with vem. */
export const suites: readonly Suite[] = [quick];
