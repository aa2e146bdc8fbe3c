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
  /** Each row runs on each environment with seeds 1 … seeds. */
  seeds: count.max(MAX_SEEDS),
  /** Episodes of the evaluation after training. */
  episodes: count.max(MAX_EPISODES),
  /** Points of the learning curve, evenly spaced over the steps. */
  curvePoints: count.max(MAX_POINTS).default(10),
  /** Copies of the environment that each run steps together; default: as many as each preset was published with. */
  copies: count.max(MAX_COPIES).optional(),
  /** Threads that share the batch of each run's updates. */
  threads: count.max(MAX_THREADS).default(1),
});

export const suite = fields.superRefine(({ rows, environments }, context) => {
  const ids = environments.map(({ id }) => id);
  rows.forEach(({ setOn }, index) => {
    for (const id of Object.keys(setOn).filter((id) => !ids.includes(id)))
      context.addIssue({
        code: 'custom',
        path: ['rows', index, 'setOn', id],
        message: `is none of the suite's environments: ${ids.join(', ')}`,
      });
  });
});

/** A comparison: rows × environments × seeds. */
export type Suite = z.output<typeof suite>;
export type SuiteInput = z.input<typeof suite>;
export type SuiteRow = Suite['rows'][number];
export type SuiteEnvironment = Suite['environments'][number];

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
