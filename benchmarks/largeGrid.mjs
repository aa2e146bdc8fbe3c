// Soft value iteration on a grid of 1000 × 1000 states, sparse tables, one core: seconds and memory.
//
//   node benchmarks/largeGrid.mjs [--rows 1000] [--columns 1000] [--discount .95] [--alpha .02] [--out file.json]
//
// Needs a build (`pnpm build`). CPU seconds of the whole process stand beside those on the clock.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { packages } from './built.mjs';

const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000' },
    columns: { type: 'string', default: '1000' },
    discount: { type: 'string', default: '.95' },
    alpha: { type: 'string', default: '.02' },
    tolerance: { type: 'string', default: '1e-6' },
    out: { type: 'string' },
  },
});
const number = (name) => Number(given[name]);
const [{ openGrid }, { compose }, { fixedTemperature }, { softValueIteration }, { oneStep, sweptTable }] =
  await packages('envs', 'framework', 'posteriors', 'presets', 'values');

const megabytes = () => Math.round(process.memoryUsage().rss / 1e6);
const slots = {
  ...softValueIteration(),
  environment: openGrid({ rows: number('rows'), columns: number('columns') }),
  temperature: fixedTemperature({ alpha: number('alpha') }),
  returns: oneStep({ discount: number('discount') }),
  valueEstimator: sweptTable({ tolerance: number('tolerance') }),
};
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const run = compose(slots, { seed: 1 });
await run.open();
const opened = megabytes();
const metrics = {};
let highest = opened;
const watching = setInterval(() => {
  highest = Math.max(highest, megabytes());
}, 200);
for await (const report of run.train({ envSteps: 0 })) Object.assign(metrics, report.metrics);
clearInterval(watching);
const cpu = process.cpuUsage(cpuBefore);
// After composing, memory grows by the tables, which are written when they are first asked for.
const afterOnce = megabytes();
const context = { sweeps: metrics['valueEstimator/sweeps'], residual: metrics['valueEstimator/residual'] };
const result = {
  states: number('rows') * number('columns'),
  actions: 4,
  discount: number('discount'),
  alpha: number('alpha'),
  tolerance: number('tolerance'),
  ...context,
  value: metrics['valueEstimator/value'],
  seconds: (performance.now() - startedAt) / 1000,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  megabytesOpened: opened,
  megabytesSolved: afterOnce,
  megabytesAtMost: Math.max(highest, process.resourceUsage().maxRSS / 1000),
  machine: `${cpus()[0].model}, Node.js ${process.version}`,
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: new URL('.', import.meta.url) })
    .toString()
    .trim(),
};
console.log(JSON.stringify(result, null, 2));
if (given.out) writeFileSync(given.out, `${JSON.stringify(result, null, 2)}\n`);
run.dispose();
