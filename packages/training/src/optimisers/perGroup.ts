import { type AnyPlugin, definePlugin, type Optimiser, Tokens } from '@vem/framework';
import { z } from 'zod';
import { adam } from './adam.js';
import * as errors from './optimiserErrors.js';
import { stepNorm } from './options.js';
import { rmsProp } from './rmsProp.js';
import { sgd } from './sgd.js';

const KINDS: Readonly<Record<string, AnyPlugin>> = { adam, 'rms-prop': rmsProp, sgd };

const use = <N extends string>(name: N) => ({ use: z.literal(name).describe('the optimiser, by name') });

/** An optimiser by name with its options; a norm over groups is not for one of them to limit. */
const named = z.discriminatedUnion('use', [
  adam.config.omit({ stepNorm: true }).extend(use('adam')),
  rmsProp.config.omit({ stepNorm: true }).extend(use('rms-prop')),
  sgd.config.omit({ stepNorm: true }).extend(use('sgd')),
]);

const made = ({ use: name, ...options }: z.output<typeof named>): Optimiser =>
  (KINDS[name].bind(options).create as () => Optimiser)();

/** Groups with optimisers of their own, and one for the rest. */
export const perGroup = definePlugin({
  slot: 'optimiser',
  name: 'per-group',
  description: 'An optimiser of its own for each group of parameters that is named, and one for the rest',
  config: z.strictObject({
    groups: z
      .record(z.string(), named)
      .describe(
        'by group of parameters, which are named after the slot that learns them: `{ use, … }`, an optimiser by name with its options',
      ),
    rest: named.prefault({ use: 'adam' }).describe('the same for all other groups'),
    stepNorm,
  }),
  inject: [Tokens.parameters],
  create: ({ groups, rest, stepNorm: largest }, parameters): Optimiser => {
    const own = new Map(Object.entries(groups).map(([name, options]) => [name, made(options)]));
    const others = made(rest);
    return {
      vectors: Math.max(...[others, ...own.values()].map(({ vectors }) => vectors)),
      stepNorm: largest,
      /** Once there are vectors, all slots have declared theirs. @throws VEM_OPTIMISER_GROUP */
      attach: (group, vectors, kernels) => {
        for (const name of own.keys())
          if (!parameters.groupNames.includes(name)) throw errors.unknownGroup(name, parameters.groupNames);
        return (own.get(group.name) ?? others).attach(group, vectors, kernels);
      },
    };
  },
});
