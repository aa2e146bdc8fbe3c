import { definePlugin, modelNotDeclared, Tokens, type TransitionTables } from '@vem/framework';
import { z } from 'zod';

/** The environment's own tables, in float64 on the host: nothing is learned, and nothing is sampled. */
export const knownTables = definePlugin({
  slot: 'model',
  name: 'known-tables',
  description: 'The transitions that the environment itself declares, as tables',
  config: z.strictObject({}),
  provides: ['host'],
  requires: ['environment.tables'],
  inject: [Tokens.environment],
  create: (_options, { id, tables: declared }) => {
    let written: TransitionTables | undefined;
    return {
      program: () => ({ loss: () => ({ losses: [] }) }),
      host: () => ({
        tables: () => {
          if (!declared) throw modelNotDeclared(id, 'tables');
          written ??= declared.write();
          return written;
        },
      }),
    };
  },
});
