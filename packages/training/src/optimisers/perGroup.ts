import { type AnyPlugin, definePlugin, type Optimiser } from '@vem/framework';
import { z } from 'zod';
import { adam } from './adam.js';
import { stepNorm } from './options.js';
import { rmsProp } from './rmsProp.js';
import { sgd } from './sgd.js';

const KINDS: Readonly<Record<string, AnyPlugin>> = { adam, 'rms-prop': rmsProp, sgd };

const kind = z.looseObject({ use: z.enum(['adam', 'rms-prop', 'sgd']) }).superRefine(({ use, ...options }, context) => {
  const parsed = KINDS[use].config.safeParse(options);
  for (const issue of parsed.error?.issues ?? [])
    context.addIssue({ code: 'custom', path: issue.path.map(String), message: issue.message });
});

/** The optimiser that an entry names, with its options. */
const made = ({ use, ...options }: z.output<typeof kind>): Optimiser =>
  (KINDS[use].bind(options).create as () => Optimiser)();

/** Groups with optimisers of their own, and one for the rest. */
export const perGroup = definePlugin({
  slot: 'optimiser',
  name: 'per-group',
  description: 'An optimiser of its own for each group of parameters that is named, and one for the rest',
  config: z.strictObject({
    groups: z
      .record(z.string(), kind)
      .describe(
        'by group of parameters (they are called like their slot): `{ use, … }`, an optimiser by name with its options',
      ),
    rest: kind.default({ use: 'adam' }).describe('for all other groups'),
    stepNorm,
  }),
  inject: [],
  create: ({ groups, rest, stepNorm: largest }): Optimiser => {
    const own = new Map(Object.entries(groups).map(([name, options]) => [name, made(options)]));
    const others = made(rest);
    return {
      vectors: Math.max(...[others, ...own.values()].map(({ vectors }) => vectors)),
      stepNorm: largest,
      attach: (group, vectors, kernels) => (own.get(group.name) ?? others).attach(group, vectors, kernels),
    };
  },
});
