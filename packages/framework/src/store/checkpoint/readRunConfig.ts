import { readManifest } from '../files/directory.js';
import { readPolicyMetadata } from '../policy/policyFormat.js';
import type { RunConfig } from '../runConfig.js';

/**
 * The configuration of the run that wrote a checkpoint or policy, from its manifest alone.
 *
 * @throws VEM_CHECKPOINT_…, VEM_POLICY_NOT_A_POLICY
 */
export const readRunConfig = (directory: string): RunConfig =>
  readPolicyMetadata(directory, readManifest(directory)).config;
