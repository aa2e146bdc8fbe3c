// PPO on CartPole-v1 next to other libraries, by turns on one core, learning included: 4 × 128 steps per roll-out, 4 epochs of
// 4 minibatches, 2×64 units.
//
//   node benchmarks/peers/onPolicy/run.mjs [--rounds 5] [--out FILE]           environment steps per second
//   node benchmarks/peers/onPolicy/run.mjs --solve [--rounds 5] [--out FILE]   seconds until it is solved, one seed a round
//
// PEERS_PYTHON: an interpreter with the packages of ../requirements.txt; default: the one that ../run.mjs installs.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
    solve: { type: 'boolean', default: false },
  },
});
const python = process.env.PEERS_PYTHON ?? join(here, '..', '.venv', 'bin', 'python');
if (!existsSync(python))
  throw new Error(`${python} is missing: run benchmarks/peers/run.mjs once, or set PEERS_PYTHON`);

const onOneCore = (command, ...args) =>
  JSON.parse(
    execFileSync('taskset', ['-c', '0', command, ...args], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .at(-1),
  );
const OURS = [process.execPath, join(here, 'ours.mjs')];
const THEIRS = ['stableBaselines3.py', 'singleFile.py'].map((file) => [python, join(here, file)]);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What each gives in every round. */
function measure(round, show) {
  const given = new Map();
  for (let k = 0; k < Number(values.rounds); k++)
    for (const [command, ...args] of [OURS, ...THEIRS]) {
      const measured = onOneCore(command, ...args, ...round(k, command === process.execPath));
      given.set(measured.name, [...(given.get(measured.name) ?? []), measured]);
      console.error(`${measured.name}: ${show(measured)}`);
    }
  return given;
}

function stepRates() {
  const rates = measure(
    (_, ours) => ['steps', ours ? '102400' : '10240'],
    ({ stepsPerSecond }) => `${Math.round(stepsPerSecond)} steps/s`,
  );
  const ours = rates.get('vem');
  return [...rates].map(([name, all]) => ({
    name,
    stepsPerSecond: Math.round(median(all.map(({ stepsPerSecond }) => stepsPerSecond))),
    ratioOfOurs: Number(median(all.map(({ stepsPerSecond }, k) => ours[k].stepsPerSecond / stepsPerSecond)).toFixed(2)),
    all: all.map(({ stepsPerSecond }) => Math.round(stepsPerSecond)),
  }));
}

/** A run that does not solve it within the budget counts as longer than all others. */
function solvingTimes() {
  const shown = (seconds) => (seconds === null ? 'not' : Number(seconds.toFixed(1)));
  const times = measure(
    (k) => ['solve', String(k + 1)],
    ({ seconds, envSteps }) => `${shown(seconds)} s, ${envSteps} steps`,
  );
  return [...times].map(([name, all]) => {
    const middle = median(all.map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY));
    return {
      name,
      secondsToSolve: shown(Number.isFinite(middle) ? middle : null),
      envSteps: median(all.map(({ envSteps }) => envSteps)),
      all: all.map(({ seconds, envSteps }) => ({ seconds: shown(seconds), envSteps })),
    };
  });
}

const result = {
  task: `PPO, CartPole-v1, 4 × 128, 4 × 4, 2×64, one core${values.solve ? '; seconds until the mean of 100 training episodes reaches 475' : ''}`,
  processor: cpus()[0].model,
  rows: values.solve ? solvingTimes() : stepRates(),
};
console.log(JSON.stringify(result, null, 2));
if (values.out) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
