// Build step: `node packages/suite/dist/catalogue/write.js` writes the catalogue beside the compiled sources.
import { writeFile } from 'node:fs/promises';
import { buildCatalogue } from './build.js';
import { CATALOGUE_FILE } from './catalogue.js';

await writeFile(CATALOGUE_FILE, `${JSON.stringify(buildCatalogue(), null, 2)}\n`);
