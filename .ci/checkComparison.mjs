// What a comparison must leave: node checkComparison.mjs FOLDER STDOUT.json
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, stdout] = process.argv.slice(2);
const read = (path) => readFileSync(path, 'utf8');

const results = JSON.parse(read(join(folder, 'results.json')));
assert.deepEqual(JSON.parse(read(stdout)), results, 'what --json prints is results.json');
assert.ok(results.rows.length > 0, 'there are rows');
for (const row of results.rows) {
  const where = `${row.name} on ${row.environment}`;
  assert.equal(row.status, 'complete', `${where}: ${JSON.stringify(row.failures)}`);
  assert.equal(row.scores.length, row.seeds.length, where);
  assert.ok(row.scores.length > 0 && row.scores.every(Number.isFinite), `${where}: finite scores`);
  for (const hash of row.parameterHashes) assert.match(hash, /^[0-9a-f]{64}$/, where);
}

const table = read(join(folder, 'table.md'));
for (const { name } of results.rows) assert.ok(table.includes(name), `table.md shows ${name}`);

const report = read(join(folder, 'report.html'));
assert.match(report, /<\/html>\s*$/i, 'report.html is whole');
assert.ok(report.includes('<svg'), 'report.html shows a figure');
for (const { name } of results.rows) assert.ok(report.includes(name), `report.html shows ${name}`);
console.log(`comparison: ${results.rows.length} rows, files as they should be`);
