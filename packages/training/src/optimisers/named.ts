import type { AnyPlugin, Optimiser } from '@vem/framework';
import { z } from 'zod';
import { adam } from './adam.js';
import { rmsProp } from './rmsProp.js';
import { sgd } from './sgd.js';

const KINDS: Readonly<Record<string, AnyPlugin>> = { adam, 'rms-prop': rmsProp, sgd };

const use = <N extends string>(name: N) => ({ use: z.literal(name).describe('the optimiser, by name') });

/** An optimiser by name with its options; a norm over groups is not for one of them to limit. */
export const named = z.discriminatedUnion('use', [
  adam.config.omit({ stepNorm: true }).extend(use('adam')),
  rmsProp.config.omit({ stepNorm: true }).extend(use('rms-prop')),
  sgd.config.omit({ stepNorm: true }).extend(use('sgd')),
]);

export const made = ({ use: name, ...options }: z.output<typeof named>): Optimiser =>
  (KINDS[name].bind(options).create as () => Optimiser)();
