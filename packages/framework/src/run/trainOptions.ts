import { z } from 'zod';
import type { EvaluateOptions } from '../loop/evaluation.js';
import { closest } from '../words/suggest.js';
import type { TrainOptions } from './report.js';
import { trainOption } from './runErrors.js';

const steps = z.int().positive();
/** Infinity: never. */
const distance = z.union([steps, z.literal(Number.POSITIVE_INFINITY)], { error: 'expected a whole number from 1 on' });

const checkpoints = z.strictObject({
  directory: z.string().min(1),
  every: distance.optional(),
  keep: z.int().min(2).optional(),
});

const train = z.strictObject({
  envSteps: z.int().nonnegative(),
  horizon: steps.optional(),
  reportEvery: distance.optional(),
  evaluateEvery: distance.optional(),
  evaluateEpisodes: steps.optional(),
  maxEpisodeSteps: steps.optional(),
  checkpoints: checkpoints.optional(),
});

const evaluate = z.strictObject({
  episodes: steps,
  stochastic: z.boolean().optional(),
  maxEpisodeSteps: steps.optional(),
  cutEndless: z.boolean().optional(),
});

const KNOWN = [train, checkpoints, evaluate].flatMap(({ shape }) => Object.keys(shape));

function check(method: string, schema: z.ZodObject, options: object): void {
  const { error } = schema.safeParse(options);
  if (!error) return;
  // A misspelt option often is the reason why another one is missing.
  const unknown = error.issues.find((issue) => issue.code === 'unrecognized_keys');
  const [key] = unknown?.keys ?? [];
  const { path, message } = unknown ?? error.issues[0];
  const names = [...path.map(String), ...(key === undefined ? [] : [key])];
  const received = names.reduce<unknown>((value, name) => (value as Record<string, unknown>)?.[name], options);
  const meant = key === undefined ? undefined : closest(key, KNOWN);
  throw trainOption(method, names.join('.'), message, received, meant);
}

/** @throws VEM_RUN_OPTION */
export const checkTrainOptions = (options: TrainOptions): void => check('train', train, options);

/** @throws VEM_RUN_OPTION */
export const checkEvaluateOptions = (options: EvaluateOptions): void => check('evaluate', evaluate, options);
