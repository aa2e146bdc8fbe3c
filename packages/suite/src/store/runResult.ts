import { z } from 'zod';

/** Test episodes after training, as the framework measured them. */
export const evaluation = z.object({
  episodes: z.int(),
  behaviour: z.enum(['mode', 'bestOfQ', 'sample']),
  meanReturn: z.number(),
  stdReturn: z.number(),
  returns: z.array(z.number()),
  lengths: z.array(z.number()),
  /** Episodes that did not end and were cut; absent: none. */
  cut: z.int().positive().optional(),
  /** By task, of environments that have tasks. */
  tasks: z
    .array(z.object({ task: z.int(), episodes: z.int(), meanReturn: z.number() }))
    .readonly()
    .optional(),
  solved: z.object({ value: z.number(), criterion: z.string(), passed: z.boolean() }).optional(),
});

/** `result.json` of a run folder, and what `vem train --json` prints. */
export const runResult = z.object({
  preset: z.string().nullable(),
  environment: z.string(),
  seed: z.int(),
  /** `stopped`: the user ended it early; there is a checkpoint, but no evaluation. */
  status: z.enum(['complete', 'stopped']),
  /** Present if training ended before its last step, because the return was high enough. */
  endedEarly: z.literal(true).optional(),
  envSteps: z.int(),
  updates: z.int(),
  /** Seconds of training, evaluations on the way included; of a run that was continued, those of all its parts. */
  wallSeconds: z.number(),
  envStepsPerSecond: z.number(),
  /** The most memory that the process of the run held at once, in bytes; of a run that was continued, that of its last part. */
  peakMemoryBytes: z.number().optional(),
  evaluation: evaluation.optional(),
  /** The best scheduled evaluation; `vem evaluate --best` plays that policy. */
  best: z.object({ envSteps: z.int(), meanReturn: z.number() }).optional(),
  checkpoint: z.string(),
  /** SHA-256 of all parameters. */
  parameterHash: z.string(),
  engine: z.string(),
});
export type RunResult = z.infer<typeof runResult>;

/** One line of `evaluations.jsonl`: a point of the learning curve, or the evaluation after training. */
export const evaluationLine = z.object({
  kind: z.enum(['curve', 'final']),
  envSteps: z.int(),
  updates: z.int(),
  ...evaluation.shape,
});
export type EvaluationLine = z.infer<typeof evaluationLine>;
