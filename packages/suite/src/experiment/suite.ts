import { parseJson } from '@vem/framework';
import { z } from 'zod';
import { unknownSuite } from '../catalogue/catalogueErrors.js';
import { exists, readText } from '../store/files.js';
import * as errors from './experimentErrors.js';
import { MAX_COPIES, MAX_EPISODES, MAX_POINTS, MAX_SEEDS, MAX_THREADS } from './limits.js';

const count = z.int().positive();
/** `{ "slot.option": value, "slot": "plugin" }`, what --set says on the command line. */
const settings = z.record(z.string(), z.unknown());

const fields = z.strictObject({
  name: z.string().regex(/^[\w.-]+$/, 'letters, digits, dots, dashes and underscores only'),
  description: z.string(),
  /** What is compared: presets, each possibly with some slots changed. */
  rows: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        preset: z.string(),
        set: settings.default({}),
        /** Settings of this row on one environment, by the environment's id. */
        setOn: z.record(z.string(), settings).default({}),
        /** Another preset of this row on one environment: a variant with the settings that were published for it. */
        presetOn: z.record(z.string(), z.string()).default({}),
        /** Environment steps of this row on one environment, instead of the environment's. */
        stepsOn: z.record(z.string(), count).default({}),
        /**
         * Groups of parameters that start from those of another run, by group: its folder, with `#group` behind it for another group,
         * as `--init` has it; `{seed}` is the seed of the run, so that each starts from one of its own.
         */
        init: z.record(z.string(), z.string().min(1)).default({}),
        /** Environments that the row does not run on, and why. */
        skip: z.record(z.string(), z.string().min(1)).default({}),
        /** The environment whose score stands for the row in the grid of methods; default: the first that it runs on. */
        referenceTask: z.string().optional(),
      }),
    )
    .min(1)
    .refine((rows) => new Set(rows.map(({ name }) => name)).size === rows.length, 'names of rows must differ'),
  environments: z
    .array(
      z.strictObject({
        id: z.string(),
        /** Environment steps of each run. */
        steps: count,
        set: settings.default({}),
        /** Episodes of the evaluation after training; default: the suite's. */
        episodes: count.max(MAX_EPISODES).optional(),
        /** Copies of the environment that each run steps together; default: the suite's, or the preset's. */
        copies: count.max(MAX_COPIES).optional(),
      }),
    )
    .min(1)
    .refine(
      (environments) => new Set(environments.map((one) => JSON.stringify(one))).size === environments.length,
      'an environment is there once, or its entries differ',
    ),
  /** Settings of every run, and why they differ from the presets' own. */
  settings: z.strictObject({ set: settings, reason: z.string().min(1) }).optional(),
  /** Each row runs on each environment with so many seeds: the first whole numbers from 1 that are not among the tuned ones. */
  seeds: count.max(MAX_SEEDS),
  /** How settings were found, if they were searched for: by which seeds, and with how many training runs, of each row or of all. */
  tuned: z
    .strictObject({
      seeds: z.array(z.int().nonnegative()).min(1),
      budget: z.union([count, z.record(z.string(), z.int().nonnegative())]),
    })
    .optional(),
  /** Episodes of the evaluation after training. */
  episodes: count.max(MAX_EPISODES),
  /** Points of the learning curve, evenly spaced over the steps. */
  curvePoints: count.max(MAX_POINTS).default(10),
  /** Copies of the environment that each run steps together; default: as many as each preset was published with. */
  copies: count.max(MAX_COPIES).optional(),
  /** Threads that share the batch of each run's updates. */
  threads: count.max(MAX_THREADS).default(1),
});

export const suite = fields.superRefine(({ rows, environments, tuned }, context) => {
  const names = rows.map(({ name }) => name);
  if (typeof tuned?.budget === 'object')
    for (const name of Object.keys(tuned.budget).filter((name) => !names.includes(name)))
      context.addIssue({
        code: 'custom',
        path: ['tuned', 'budget', name],
        message: `is none of the suite's rows: ${names.join(', ')}`,
      });
  const ids = environments.map(({ id }) => id);
  const unknown = (id: string, path: (string | number)[]) =>
    ids.includes(id) ||
    context.addIssue({ code: 'custom', path, message: `is none of the suite's environments: ${ids.join(', ')}` });
  rows.forEach((row, index) => {
    for (const key of ['setOn', 'presetOn', 'stepsOn', 'skip'] as const)
      for (const id of Object.keys(row[key])) unknown(id, ['rows', index, key, id]);
    const { referenceTask, skip } = row;
    if (referenceTask !== undefined) unknown(referenceTask, ['rows', index, 'referenceTask']);
    if (ids.every((id) => id in skip))
      context.addIssue({ code: 'custom', path: ['rows', index, 'skip'], message: 'leaves no environment to run on' });
    else if (referenceTask !== undefined && referenceTask in skip)
      context.addIssue({ code: 'custom', path: ['rows', index, 'referenceTask'], message: 'is skipped by the row' });
  });
});

/** A comparison: rows × environments × seeds. */
export type Suite = z.output<typeof suite>;
export type SuiteInput = z.input<typeof suite>;
export type SuiteRow = Suite['rows'][number];
export type SuiteEnvironment = Suite['environments'][number];

/** The seeds that results are reported of: none that settings were tuned by. */
export function reportedSeeds({ seeds, tuned }: Pick<Suite, 'seeds' | 'tuned'>): number[] {
  const reported: number[] = [];
  for (let seed = 1; reported.length < seeds; seed++) if (!tuned?.seeds.includes(seed)) reported.push(seed);
  return reported;
}

/** @throws VEM_SUITE_INVALID with the path of the key at fault */
export function parseSuite(value: unknown, file: string): Suite {
  const parsed = suite.safeParse(value);
  if (parsed.success) return parsed.data;
  throw errors.suiteInvalid(file, parsed.error, value);
}

/**
 * A built-in suite by name, or a suite from a JSON file.
 *
 * @throws VEM_SUITE_UNKNOWN, VEM_SUITE_UNREADABLE, VEM_SUITE_INVALID
 */
export async function findSuite(nameOrFile: string, builtIn: readonly Suite[]): Promise<Suite> {
  const known = builtIn.find(({ name }) => name === nameOrFile);
  if (known !== undefined) return known;
  if (!nameOrFile.endsWith('.json') && !(await exists(nameOrFile)))
    throw unknownSuite(
      nameOrFile,
      builtIn.map(({ name }) => name),
    );
  let content: unknown;
  try {
    const text = await readText(nameOrFile);
    if (text === undefined) throw new Error('there is no such file');
    content = parseJson(text);
  } catch (cause) {
    throw errors.suiteUnreadable(nameOrFile, cause);
  }
  return parseSuite(content, nameOrFile);
}
