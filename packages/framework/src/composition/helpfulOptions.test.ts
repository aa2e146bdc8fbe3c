import { expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin } from './definePlugin.js';
import { helpfulOptions } from './helpfulOptions.js';

const plugin = definePlugin({
  slot: 'bootstrap',
  name: 'choosy',
  description: 'needs what its options say',
  config: z
    .strictObject({
      regularised: z.enum(['none', 'kl', 'entropy']).default('kl'),
      exact: z.boolean().default(false),
      copies: z.union([z.literal('auto'), z.number()]).default(1),
      discount: z.number().default(0.99),
    })
    .refine(({ exact, regularised }) => !(exact && regularised === 'entropy')),
  requires: [],
  refine: ({ regularised, exact, copies }) => ({
    requires: regularised === 'none' || exact || copies === 'auto' ? [] : (['posterior.logProb'] as const),
  }),
  inject: [],
  create: () => ({ program: () => ({ value: () => undefined as never }) }),
});
const free = ({ requires }: { readonly requires: readonly string[] }) => requires.length === 0;

it('finds single options under which a requirement is gone', () => {
  expect(helpfulOptions(plugin.bind({}), free)).toEqual([
    'bootstrap.regularised=none',
    'bootstrap.exact=true',
    'bootstrap.copies=auto',
  ]);
});

it('does not offer what does not go with the other options', () => {
  expect(helpfulOptions(plugin.bind({ regularised: 'entropy' }), free)).toEqual([
    'bootstrap.regularised=none',
    'bootstrap.copies=auto',
  ]);
  expect(helpfulOptions(plugin.bind({}), () => false)).toEqual([]);
});
