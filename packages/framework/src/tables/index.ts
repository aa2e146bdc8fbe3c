export { expectedOutcome, likeliestOutcome } from './backups.js';
export { boltzmannPolicy, divergenceAt, entropyAt, policyValueAt } from './policies.js';
export { softMaximumAt } from './softMaximum.js';
export type { AddOutcome, TablesDescription, TransitionTables } from './tables.js';
export { type Flow, flowForward, type VisitOptions, visits } from './visits.js';
export { writeTables } from './writeTables.js';
