import { z } from 'zod';
import { closest } from '../composition/suggest.js';
import { trainOption } from './pipelineErrors.js';
import type { EvaluateOptions, TrainOptions } from './report.js';

const steps = z.int().positive();
/** Infinity: never. */
const distance = z.union([steps, z.literal(Number.POSITIVE_INFINITY)], { error: 'expected a whole number from 1 on' });

const train = z.strictObject({
  envSteps: z.int().nonnegative(),
  reportEvery: distance.optional(),
  assessEvery: distance.optional(),
  assessEpisodes: steps.optional(),
  checkpoints: z
    .strictObject({
      directory: z.string().min(1),
      every: distance.optional(),
      keep: z.int().min(2).optional(),
    })
    .optional(),
});

const evaluate = z.strictObject({
  episodes: steps,
  stochastic: z.boolean().optional(),
  maxEpisodeSteps: steps.optional(),
});

function check(method: string, schema: z.ZodObject, options: object): void {
  const parsed = schema.safeParse(options);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...issue.path.map(String), ...(unknown === undefined ? [] : [unknown])];
  const received = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], options);
  const meant = unknown === undefined ? undefined : closest(unknown, Object.keys(schema.shape));
  throw trainOption(method, path.join('.'), issue.message, received, meant);
}

/** @throws VEM_RUN_OPTION */
export const checkTrainOptions = (options: TrainOptions): void => check('train', train, options);

/** @throws VEM_RUN_OPTION */
export const checkEvaluateOptions = (options: EvaluateOptions): void => check('evaluate', evaluate, options);
