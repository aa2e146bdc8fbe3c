import type { OptimiserStep, Phase, ScheduleEntry } from '@vem/framework';
import { z } from 'zod';

const PHASES = [
  'model',
  'likelihood',
  'value',
  'eStep',
  'mStep',
  'temperature',
  'trustRegion',
] as const satisfies readonly Phase[];

const count = z.int().positive();
const phases = z.array(z.enum(PHASES)).min(1);

const every = z.union(
  [
    z.strictObject({ updates: count.describe('in every k-th update') }),
    z.strictObject({ envSteps: count.describe('in the first update after every k environment steps') }),
    z.strictObject({ rollouts: count.describe('at the end of every k-th roll-out, after all its updates') }),
  ],
  { error: 'expected one of { updates: k }, { envSteps: k } and { rollouts: k }, k a whole number from 1 on' },
);

const entry = z
  .strictObject({
    phases: phases.describe('phases that share an optimiser step, so that they see the same parameters'),
    every: every.optional().describe('when it is due; unset: in every update'),
    repeat: count.optional().describe('times in a row whenever it is due; unset: 1'),
    until: z.literal('stop').optional().describe('repetitions end when a phase signals so; unset: all are made'),
    once: z.boolean().optional().describe('only the first time that it is due, in the whole run; unset: every time'),
    rows: z
      .enum(['batch', 'fresh', 'rollout', 'epochs'])
      .optional()
      .describe(
        "the update's rows, a batch of its own for each repetition, the whole roll-out, or all rows in epochs of minibatches; unset: the update's, at the ends of roll-outs the whole one",
      ),
    lookBack: z
      .boolean()
      .optional()
      .describe(
        'the returns look along everything that is kept once more before the first repetition, with the values of now; unset: no',
      ),
    given: phases
      .optional()
      .describe(
        'phases that are solved on the host before, whose outcome the losses take as given, and again wherever the optimiser asks about other parameters; unset: none',
      ),
    batchSize: count
      .optional()
      .describe('rows of a fresh batch or of a minibatch of epochs; unset: as many as the data source hands out'),
    heldOut: z
      .number()
      .min(0)
      .max(0.9)
      .optional()
      .describe('of epochs: the share of rows that is held out and decides when it is enough; unset: none'),
  })
  .refine(
    ({ rows, every, lookBack }) => !lookBack || rows === 'fresh' || rows === 'rollout' || 'rollouts' in (every ?? {}),
    {
      path: ['lookBack'],
      error: 'expected `rows: "fresh"` or `rows: "rollout"` beside it, as the rows of the update were drawn before',
    },
  )
  .refine(({ rows, batchSize }) => batchSize === undefined || rows === 'fresh' || rows === 'epochs', {
    path: ['batchSize'],
    error: 'expected `rows: "fresh"` or `rows: "epochs"` beside it, as other rows have a size of their own',
  })
  .refine(({ rows, given }) => given === undefined || rows !== 'epochs', {
    path: ['given'],
    error: 'expected rows other than `epochs` beside it, as fits in epochs are made by programs alone',
  })
  .refine(({ rows, heldOut }) => heldOut === undefined || rows === 'epochs', {
    path: ['heldOut'],
    error: 'expected `rows: "epochs"` beside it, as other rows are all learned from',
  });

/** What is wrong with a line, as a list or as an object, whichever it is, instead of that it is neither. */
function complaint({ input, errors }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const [first] = errors[Array.isArray(input) ? 0 : 1];
  if (first.path.length === 0) return first.message;
  return `in "${first.path.join('.')}": ${first.message.replace(/^./, (letter) => letter.toLowerCase())}`;
}

const line = z.union([phases, entry], {
  error: (issue) => (issue.code === 'invalid_union' ? complaint(issue) : undefined),
});

/** The option `steps` of every schedule: what an update does, in order. */
export const scheduleSteps = (usual: readonly (OptimiserStep | ScheduleEntry)[]) =>
  z
    .array(line)
    .min(1)
    .default(usual as z.output<typeof phases>[])
    .describe(
      'what an update does, in order: lists of phases, each an optimiser step of every update, or objects that also say when, how often and on which rows. The phases of one step see the same parameters; phases of empty slots are left out',
    );
