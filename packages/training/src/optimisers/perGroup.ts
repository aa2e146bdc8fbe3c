import { definePlugin, type Optimiser, Tokens } from '@vem/framework';
import { z } from 'zod';
import { made, named } from './named.js';
import * as errors from './optimiserErrors.js';
import { stepNorm } from './options.js';

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
          if (!parameters.groupNames.includes(name))
            throw errors.unknownGroup('per-group', `groups.${name}`, name, parameters.groupNames);
        return (own.get(group.name) ?? others).attach(group, vectors, kernels);
      },
    };
  },
});
