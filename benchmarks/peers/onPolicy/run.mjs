// PPO on CartPole-v1 next to other libraries, by turns on one core, learning included: 4 × 128 steps per roll-out, 4 epochs of
// 4 minibatches, 2×64 units. Usage: node benchmarks/peers/onPolicy/run.mjs [--rounds 5] [--out FILE]
// PEERS_PYTHON: an interpreter with the packages of ../requirements.txt; default: the one that ../run.mjs installs.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, out: { type: 'string' } } });
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
const turns = [
  () => onOneCore(process.execPath, join(here, 'ours.mjs'), '102400'),
  () => onOneCore(python, join(here, 'stableBaselines3.py'), '10240'),
  () => onOneCore(python, join(here, 'singleFile.py'), '10240'),
];

const rates = new Map();
for (let round = 0; round < Number(values.rounds); round++)
  for (const turn of turns) {
    const { name, stepsPerSecond } = turn();
    rates.set(name, [...(rates.get(name) ?? []), stepsPerSecond]);
    console.error(`${name}: ${Math.round(stepsPerSecond)} steps/s`);
  }

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const ours = rates.get('vem');
const rows = [...rates].map(([name, all]) => ({
  name,
  stepsPerSecond: Math.round(median(all)),
  ratioOfOurs: Number(median(all.map((rate, round) => ours[round] / rate)).toFixed(2)),
  all: all.map(Math.round),
}));
const result = { task: 'PPO, CartPole-v1, 4 × 128, 4 × 4, 2×64, one core', processor: cpus()[0].model, rows };
console.log(JSON.stringify(result, null, 2));
if (values.out) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
