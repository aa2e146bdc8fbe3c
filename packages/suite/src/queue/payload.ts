import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { experimentConfig } from '../experiment/experimentConfig.js';
import { runResult } from '../store/runResult.js';
import * as errors from './queueErrors.js';

/** Folder names of runs: nothing that leads out of the comparison. */
const folderName = z
  .string()
  .min(1)
  .refine((name) => !/[/\\]/.test(name) && name !== '.' && name !== '..', 'must be the name of a folder');

/** A run as it lies in the queue: data only, never code. */
export const runPayload = z.strictObject({
  format: z.literal('vem-queue-1'),
  /** What errors and progress call the run. */
  name: z.string(),
  config: experimentConfig,
  /** The comparison's folder as whoever asked sees it. */
  comparison: z.string().refine(isAbsolute, 'must be an absolute path'),
  /** The run's folder among the comparison's runs. */
  run: folderName,
  /** Contents of the packages of plugins that the run needs, as `PackageRecord` has them. */
  plugins: z.array(z.string()),
  /** Of vem: others may give other numbers. */
  version: z.string(),
  allowInexact: z.boolean(),
});
export type RunPayload = z.output<typeof runPayload>;

/** What a worker gives back: the run's result, or why there can be none. */
export const runOutcome = z.strictObject({
  /** Name of the attempt's folder that holds it. */
  attempt: folderName,
  result: runResult.optional(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type RunOutcome = z.output<typeof runOutcome>;

/** @throws VEM_QUEUE_PAYLOAD */
export function parsePayload(data: unknown): RunPayload {
  const parsed = runPayload.safeParse(data);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw errors.payloadInvalid(path.join('.'), message);
}

/** One run of one comparison has one job, however often it is asked for. */
export function jobIdOf({ comparison, run, config }: Pick<RunPayload, 'comparison' | 'run' | 'config'>): string {
  const { seed, slots, envSteps } = config;
  return createHash('sha256')
    .update(JSON.stringify([comparison, run, seed, slots, envSteps]))
    .digest('hex')
    .slice(0, 32);
}
