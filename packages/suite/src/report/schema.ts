import { z } from 'zod';
import { results } from './results.js';

/** JSON Schema of `results.json`, published with the package as `@vem/suite/results.schema.json`. */
export const resultsSchema = (): Record<string, unknown> => ({
  title: 'results.json of vem compare and vem report',
  ...z.toJSONSchema(results, { io: 'input' }),
});
