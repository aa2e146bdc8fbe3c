import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { results } from './results.js';
import { resultsSchema } from './schema.js';

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as unknown;

describe('results.schema.json', () => {
  it('is what the code says; `node packages/suite/scripts/resultsSchema.mjs` writes it anew', () => {
    expect(read('../../results.schema.json')).toEqual(JSON.parse(JSON.stringify(resultsSchema())));
  });
});

describe('results', () => {
  it('of earlier versions can still be read', () => {
    const folder = '../../../../benchmarks/results';
    const files = readdirSync(new URL(folder, import.meta.url)).filter((name) => !name.startsWith('peers-'));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) {
      const parsed = results.parse(read(`${folder}/${name}`));
      expect(parsed.rows.length, name).toBeGreaterThan(0);
    }
  });
});
