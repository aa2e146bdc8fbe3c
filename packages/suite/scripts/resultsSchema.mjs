// Writes the JSON Schema of results.json; a test asks for it when it is out of date.
import { writeFileSync } from 'node:fs';
import { resultsSchema } from '../dist/report/schema.js';

writeFileSync(new URL('../results.schema.json', import.meta.url), `${JSON.stringify(resultsSchema(), null, 2)}\n`);
