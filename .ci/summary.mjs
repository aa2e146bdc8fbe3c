// The last line of .ci/run: node summary.mjs STEPS_OK STEPS_FAILED FOLDER. What passed: tests and steps, each counted
// once. What failed: tests, or the steps where more of them failed, e.g. without running a test.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [succeeded, failed, folder] = process.argv.slice(2);
const counts = readdirSync(folder)
  .filter((name) => name.endsWith('.tests.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const sum = (field) => counts.reduce((total, count) => total + count[field], 0);
const passedTests = sum('numPassedTests');
const failedTests = sum('numFailedTests');
console.log(`${passedTests + Number(succeeded)} passed, ${Math.max(failedTests, Number(failed))} failed`);
