// Measures by simulation what the statistics of reports promise: how often each printed interval holds the true value, how often
// `vem compare --decide` sees a difference where there is none, and what it takes to see one. Prints tables and writes them, with
// all figures, next to this file.
//
//   npx -y pnpm@10 build && node benchmarks/statistics/run.mjs [--repetitions 1000]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCoverage } from '../../packages/suite/dist/statistics/simulation/coverage.js';
import { measureDecisions, NULLS, shifted } from '../../packages/suite/dist/statistics/simulation/decisions.js';
import { bimodal, normal } from '../../packages/suite/dist/statistics/simulation/distributions.js';

const { values } = parseArgs({ options: { repetitions: { type: 'string', default: '1000' } } });
const repetitions = Number(values.repetitions);
const here = dirname(fileURLToPath(import.meta.url));
const percent = (value) => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
const said = [];

function say(text) {
  console.log(text);
  said.push(text);
}

function table(titles, rows) {
  say(`\n| ${titles.join(' | ')} |\n|${titles.map(() => ' --- |').join('')}`);
  for (const row of rows) say(`| ${row.join(' | ')} |`);
}

const coverage = [...measureCoverage(repetitions)];
say(
  `# Simulated coverage and error rates\n\n${repetitions} repetitions of each line.\n\n## Coverage of nominal 95 % intervals`,
);
say('\n"None": part of the repetitions in which no interval is printed, since all scores were alike.');
table(
  ['interval', 'scores', 'tasks', 'seeds', 'covered', 'none'],
  coverage.map((line) => [
    line.interval,
    line.distribution,
    line.tasks,
    line.seeds,
    percent(line.covered),
    line.none === 0 ? '' : percent(line.none),
  ]),
);

const sequential = { group: 5, looks: 6 };
const error = (rates) => [rates.methods, percent(rates.familyError), rates.seeds.toFixed(1)];
say('\n## False decisions\n\nMethods that do not differ, every pair asked, groups of 5 seeds up to 30; allowed: 5 %.');
const nulls = NULLS.map((methods) => measureDecisions(methods, sequential, repetitions));
table(['methods', 'any false verdict', 'seeds per method'], nulls.map(error));

say('\n## Power\n\nThe last method is better by so many standard deviations of its runs.');
const power = [];
for (const distribution of [normal, bimodal])
  for (const methods of [2, 3])
    for (const shift of [0.5, 1, 1.5, 2, 3]) {
      const rates = measureDecisions(shifted(distribution, methods, shift), sequential, repetitions);
      power.push({ distribution: distribution.name, count: methods, shift, ...rates });
    }
table(
  ['scores', 'methods', 'better by', 'differences found', 'any false verdict', 'seeds per method'],
  power.map(({ distribution, count, shift, ...rates }) => [
    distribution,
    count,
    `${shift} sd`,
    percent(rates.power),
    percent(rates.familyError),
    rates.seeds.toFixed(1),
  ]),
);

say('\n## Power of one look\n\nTwo methods, a table of so many seeds as it is.');
const single = [];
for (const seeds of [4, 5, 10])
  for (const shift of [0, 1, 2, 3])
    single.push({
      n: seeds,
      shift,
      ...measureDecisions(shifted(normal, 2, shift), { group: seeds, looks: 1 }, repetitions),
    });
table(
  ['seeds', 'better by', 'differences found', 'false verdict'],
  single.map(({ n, shift, ...rates }) => [n, `${shift} sd`, percent(rates.power), percent(rates.familyError)]),
);

const commit = execFileSync('git', ['-C', here, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
const everything = {
  command: `node benchmarks/statistics/run.mjs --repetitions ${repetitions}`,
  commit,
  coverage,
  nulls,
  power,
  single,
};
writeFileSync(join(here, 'results.json'), `${JSON.stringify(everything, null, 1)}\n`);
writeFileSync(join(here, 'results.md'), `${said.join('\n')}\n`);
