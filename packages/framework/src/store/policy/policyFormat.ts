import type { StoredPort } from '@vem/compiler';
import { z } from 'zod';
import type { ActionSpace, ObservationSpace } from '../../environment/spaces.js';
import type { EvaluationManner } from '../../slots/behaviour.js';
import type { Progress } from '../../slots/progress.js';
import { RUN_KIND } from '../checkpoint/format.js';
import type { Manifest } from '../files/directory.js';
import type { RunConfig } from '../runConfig.js';
import * as errors from './policyErrors.js';

/** Kind of a checkpoint that can act, and no more. */
export const POLICY_KIND = 'policy';

export const PARAMETERS_FILE = 'parameters.safetensors';

/** The ONNX graph of one manner of acting. */
export const programFile = (manner: EvaluationManner): string => `act-${manner}.onnx`;

/** The edges of an acting program and the scalars it was stored with. */
export interface StoredActing {
  readonly name: string;
  readonly inputs: Readonly<Record<string, StoredPort>>;
  readonly outputs: Readonly<Record<string, StoredPort>>;
  readonly scalars: Readonly<Record<string, number>>;
}

/** What the manifest of a stored policy says besides its files. */
export interface PolicyMetadata {
  readonly config: RunConfig;
  readonly counters: Progress;
  readonly evaluation: EvaluationManner;
  readonly acting: Readonly<Record<string, StoredActing>>;
  readonly action: ActionSpace;
  readonly observation: ObservationSpace;
  /** Steps after which episodes of the run were truncated; null: never. Absent in checkpoints of earlier versions. */
  readonly timeLimit?: number | null | undefined;
}

const manner = z.enum(['mode', 'bestOfQ', 'sample']);
const ports = z.record(
  z.string(),
  z.strictObject({
    shape: z.array(z.int().nonnegative()),
    dtype: z.enum(['float32', 'int32', 'bool']),
    modelName: z.string(),
  }),
);

/** Checks metadata that was read from a file. */
export const policyMetadata: z.ZodType<PolicyMetadata> = z.strictObject({
  config: z.strictObject({
    preset: z.string().nullable(),
    slots: z.record(z.string(), z.looseObject({ use: z.string() })),
    seed: z.int().nonnegative(),
    environments: z.int().positive(),
    engine: z.enum(['compiled', 'eager']),
    threads: z.int().positive().default(1),
    initialised: z
      .record(
        z.string(),
        z.strictObject({ directory: z.string(), group: z.string(), copy: z.enum(['online', 'target']) }),
      )
      .optional(),
  }),
  counters: z.strictObject({
    envSteps: z.int().nonnegative(),
    updates: z.int().nonnegative(),
    rollouts: z.int().nonnegative().default(0),
    fraction: z.number(),
  }),
  evaluation: manner,
  acting: z.record(
    z.string(),
    z.strictObject({ name: z.string(), inputs: ports, outputs: ports, scalars: z.record(z.string(), z.number()) }),
  ),
  action: z.union([
    z
      .strictObject({
        kind: z.literal('box'),
        dimension: z.int().positive(),
        low: z.array(z.number()),
        high: z.array(z.number()),
      })
      .refine(
        ({ dimension, low, high }) =>
          low.length === dimension && high.length === dimension && low.every((bound, i) => bound < high[i]),
        'each dimension has a lower bound below an upper one',
      ),
    z.strictObject({ kind: z.literal('finite'), count: z.int().positive() }),
  ]),
  observation: z
    .strictObject({
      parts: z.array(z.strictObject({ name: z.string(), size: z.int().positive() })),
      size: z.int().positive(),
    })
    .refine(({ parts, size }) => parts.reduce((sum, part) => sum + part.size, 0) === size, 'parts must add up to size'),
  timeLimit: z.int().positive().nullable().optional(),
});

/**
 * What the manifest of a stored policy says, or that of a run's checkpoint, which holds a policy too.
 *
 * @throws VEM_POLICY_NOT_A_POLICY
 */
export function readPolicyMetadata(directory: string, { kind, metadata }: Manifest): PolicyMetadata {
  const { resume: _resume, ...own } = metadata;
  const parsed = policyMetadata.safeParse(own);
  if (kind !== POLICY_KIND && kind !== RUN_KIND) throw errors.notAPolicy(directory, `kind "${kind}"`);
  if (!parsed.success) throw errors.notAPolicy(directory, z.prettifyError(parsed.error));
  return parsed.data;
}
