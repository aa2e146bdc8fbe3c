// vem next to Stable-Baselines3 and SBX, on this machine, in one sitting, by turns:
//
//   node benchmarks/peers/run.mjs [--environment HalfCheetah-v5] [--units 256,256] [--batch 256] [--rounds 5]
//                                 [--seconds 10] [--fused 64] [--only updates,steps,…] [--out FILE]
//
// after a build; small networks: --environment Pendulum-v1 --units 64,64 --batch 128. The first call installs the others, in the versions of requirements.txt, into benchmarks/peers/.venv
// (6 GB, mostly PyTorch). Needs Linux (taskset).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { summary, tableOf } from './table.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const python = join(here, '.venv', 'bin', 'python');
/** A measurement that takes longer than this beyond its own time is given up. */
const PATIENCE = 300_000;
const LAST_WORDS = 3000;

/** The sizes that SAC was published with, and that the libraries have by default. */
const PUBLISHED = { units: '256,256', batch: '256' };

const { values } = parseArgs({
  options: {
    environment: { type: 'string', default: 'HalfCheetah-v5' },
    units: { type: 'string', default: PUBLISHED.units },
    batch: { type: 'string', default: PUBLISHED.batch },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    fused: { type: 'string', default: '64' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const options = { rounds: whole('rounds'), seconds: whole('seconds'), fused: whole('fused'), batch: whole('batch') };
const units = values.units.split(',').map((size) => whole('units', size));
const isPublished = values.units === PUBLISHED.units && values.batch === PUBLISHED.batch;

function whole(name, text = values[name]) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  process.stderr.write(`--${name}: whole numbers of at least 1 are needed, received ${text}\n`);
  process.exit(2);
}

/** Runs a command to its end. */
function call(command, ...args) {
  const { status, error, stdout } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    cwd: root,
  });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')}: status ${status}`);
  return stdout.trim();
}

/** Makes the virtual environment, unless it is there with these requirements. */
function install() {
  const requirements = join(here, 'requirements.txt');
  const mark = join(here, '.venv', 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  process.stderr.write('installing the peers into benchmarks/peers/.venv\n');
  call('python3', '-m', 'venv', join(here, '.venv'));
  call(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements);
  writeFileSync(mark, wanted);
}

// --- What is measured -------------------------------------------------------------------------------------------------

const PEERS = ['sb3', 'sbx'];
/** `cores`: that the processes may use together; `copies`: processes at once, each with a core and a seed of its own. */
const KINDS = [
  { name: 'updates', kind: 'updates', cores: 1, copies: 1 },
  { name: 'updates', kind: 'updates', cores: 2, copies: 1 },
  { name: 'steps', kind: 'steps', cores: 1, copies: 1 },
  { name: 'steps', kind: 'steps', cores: 2, copies: 1 },
  { name: 'two-seeds', kind: 'steps', cores: 2, copies: 2 },
  { name: 'stepping', kind: 'stepping', cores: 1, copies: 1 },
];

/** Every contestant of every kind, in the order in which one round goes through them. */
function planOf() {
  const wanted = values.only?.split(',');
  const available = cpus().length;
  return KINDS.filter(
    ({ name, cores }) => cores <= available && (wanted === undefined || wanted.includes(name)),
  ).flatMap((measured) => {
    // At the published sizes, spaces without physics: what was measured before on other tasks can be compared.
    const environment = measured.kind === 'updates' && isPublished ? 'CheetahShape' : values.environment;
    const fused = { library: 'sbx', fused: options.fused };
    const peers =
      measured.kind === 'stepping' ? [{ library: 'gymnasium' }] : [...PEERS.map((library) => ({ library })), fused];
    return [{ library: 'vem' }, ...peers].map((who) => ({ ...measured, environment, fused: 1, ...who, rates: [] }));
  });
}

/** The command of one process. */
function commandOf({ library, kind, environment, cores, copies, fused }, seed) {
  const common = [
    ...[kind, '--environment', environment, '--seconds', String(options.seconds), '--seed', String(seed)],
    ...['--units', units.join(), '--batch', String(options.batch)],
  ];
  if (library === 'vem') {
    const threads = kind === 'stepping' ? 1 : cores / copies;
    return [process.execPath, join(here, 'ours.mjs'), ...common, '--threads', String(threads)];
  }
  return [
    python,
    join(here, 'peer.py'),
    library,
    ...common,
    '--cores',
    String(cores / copies),
    '--fused',
    String(fused),
  ];
}

// --- Measuring --------------------------------------------------------------------------------------------------------

/** A process that is bound to its cores and stops when it is ready to measure. */
function prepare(contestant, copy) {
  const { cores, copies } = contestant;
  const each = cores / copies;
  const own = Array.from({ length: each }, (_, i) => copy * each + i).join(',');
  const child = spawn('taskset', ['--cpu-list', own, ...commandOf(contestant, copy)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Over the bridge, vem steps the same Gymnasium as the others.
    env: { ...process.env, VEM_PYTHON: python },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-LAST_WORDS);
  });
  const waiting = [];
  const heard = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Libraries may greet on standard output.
    if (!line.startsWith('{')) return;
    const next = waiting.shift();
    if (next) next.resolve(JSON.parse(line));
    else heard.push(JSON.parse(line));
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE + 1000 * options.seconds);
  const ended = (problem) => {
    clearTimeout(timer);
    for (const { reject } of waiting.splice(0))
      reject(new Error(`${contestant.library}, ${contestant.name}: ${problem}\n${errors}`));
  };
  child.on('error', (error) => ended(error.message));
  child.on('close', (status, signal) => ended(`ended ${signal ?? `with status ${status}`}`));
  const hear = () =>
    heard.length > 0
      ? Promise.resolve(heard.shift())
      : new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  return { hear, begin: () => child.stdin.end('\n') };
}

/** The rate of a contestant: the sum over its processes, which measure at the same time. */
async function measure(contestant) {
  const processes = Array.from({ length: contestant.copies }, (_, copy) => prepare(contestant, copy));
  await Promise.all(processes.map(({ hear }) => hear()));
  for (const { begin } of processes) begin();
  const results = await Promise.all(processes.map(({ hear }) => hear()));
  return { rate: results.reduce((sum, { rate }) => sum + rate, 0), environment: results[0].environment };
}

/** One turn of every contestant. */
async function measureRound(plan, round) {
  for (const contestant of plan) {
    const { rate, environment } = await measure(contestant);
    contestant.rates[round] = rate;
    if (environment !== undefined) contestant.ran = environment;
    const { library, name, cores, fused } = contestant;
    const who = fused > 1 ? `${library}, ${fused} fused` : library;
    const where = `round ${round + 1} of ${options.rounds}: ${name}, ${cores} core${cores > 1 ? 's' : ''}`;
    process.stderr.write(`${where}, ${who}: ${rate.toFixed(1)}/s\n`);
  }
}

// --- What it was measured on ------------------------------------------------------------------------------------------

function versions() {
  const packages = ['stable_baselines3', 'sbx-rl', 'torch', 'jax', 'gymnasium', 'mujoco', 'numpy'];
  const script = `import json, platform\nfrom importlib.metadata import version\nprint(json.dumps({"python": platform.python_version(), **{name: version(name) for name in ${JSON.stringify(packages)}}}))`;
  const { version } = JSON.parse(readFileSync(join(root, 'packages', 'suite', 'package.json'), 'utf8'));
  return { vem: version, node: process.versions.node, ...JSON.parse(call(python, '-c', script)) };
}

function commit() {
  const id = call('git', 'rev-parse', 'HEAD');
  return call('git', 'status', '--porcelain') === '' ? id : `${id}-dirty`;
}

const machine = () => ({
  cpu: cpus()[0]?.model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch} ${release()}`,
});

async function main() {
  install();
  const plan = planOf();
  const about = {
    command: `node ${relative(root, fileURLToPath(import.meta.url))} ${process.argv.slice(2).join(' ')}`.trim(),
    commit: commit(),
    measuredAt: new Date().toISOString(),
    machine: machine(),
    versions: versions(),
    options: { ...options, units, environment: values.environment },
  };
  const sizes = isPublished ? '' : `-${units.join('x')}-batch-${options.batch}`;
  const out = values.out ?? join(root, 'benchmarks', 'results', `peers-${values.environment}${sizes}.json`);
  mkdirSync(dirname(out), { recursive: true });
  for (let round = 0; round < options.rounds; round++) {
    await measureRound(plan, round);
    // After every round, so that a sitting that is cut short leaves its whole rounds.
    writeFileSync(out, `${JSON.stringify({ ...about, measurements: summary(plan) }, null, 2)}\n`);
  }
  process.stdout.write(`${tableOf(summary(plan), options)}\n\n${relative(process.cwd(), out)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
