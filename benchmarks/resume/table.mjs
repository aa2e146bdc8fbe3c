// Kills runs at random moments, resumes them, and says whether they end like runs that were not killed:
//
//   npx -y pnpm@10 build && node benchmarks/resume/table.mjs [--moments 10] [--steps 3000] [--out FILE.json]
//
// Every preset on Pendulum-v1 and CartPole-v1, as far as it runs there. Half of the moments lie in the middle of writing
// a checkpoint. Moments are drawn from a fixed seed; what the machine makes of them differs by milliseconds.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Streams } from '../../packages/framework/dist/bundled/index.js';
import { killed, outcome, presetsOn, tinySettings, vem } from './killing.mjs';

const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '10' },
    steps: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: new URL('results.json', import.meta.url).pathname },
  },
});
const [moments, steps, seed] = [values.moments, values.steps, values.seed].map(Number);
const CHECKPOINTS = 15;
const EVALUATIONS = 6;
/** Where it is taken as read that training has begun. */
const FIRST = 0.02;
const LAST = 0.9;

const root = mkdtempSync(join(tmpdir(), 'vem-resume-table-'));

/** A moment of a run: its number decides the kind. */
function draw(stream, index) {
  const afterSteps = Math.floor(steps * (FIRST + (LAST - FIRST) * stream.uniform()));
  const milliseconds = Math.floor(100 * stream.uniform());
  return index % 2 === 0 ? { afterSteps, milliseconds } : { within: 'checkpoint', afterSteps };
}

async function must(argv) {
  const { status, stderr } = await vem(argv, root);
  if (status !== 0) throw new Error(`vem ${argv.join(' ')}\n${stderr}`);
}

async function trial(preset, environment, name, train, kill, whole) {
  const folder = join(root, name);
  const was = await killed(train(name), root, folder, kill);
  if (!was.killed) return { ...kill, killed: false };
  await must(['resume', name]);
  const equal = isDeepStrictEqual(outcome(folder), whole);
  rmSync(folder, { recursive: true });
  const { steps: atSteps, withinCheckpoint } = was;
  const result = { preset, environment, killed: true, atSteps, withinCheckpoint, equal };
  console.error(JSON.stringify(result));
  return result;
}

async function casesOf(preset, environment) {
  const train = (name) => [
    ...['train', preset, '--env', environment, '--steps', String(steps), '--seed', '7', '--out', name],
    ...['--evaluate-every', String(Math.ceil(steps / EVALUATIONS))],
    ...['--checkpoint-every', String(Math.ceil(steps / CHECKPOINTS)), ...tinySettings(preset, environment)],
  ];
  const stream = new Streams(seed).stream(`${preset}/${environment}`);
  await must(train(`${preset}-whole`));
  const whole = outcome(join(root, `${preset}-whole`));
  rmSync(join(root, `${preset}-whole`), { recursive: true });
  const trials = [];
  for (let index = 0; index < moments; index++)
    trials.push(await trial(preset, environment, `${preset}-${index}`, train, draw(stream, index), whole));
  return { preset, environment, parameterHash: whole.parameterHash, trials };
}

const cases = [];
for (const environment of ['Pendulum-v1', 'CartPole-v1'])
  for (const preset of presetsOn(environment)) cases.push(await casesOf(preset, environment));
rmSync(root, { recursive: true });

const count = (trials, what) => trials.filter((one) => one[what]).length;
console.log('| preset | environment | killed | in a checkpoint write | bit-equal after resume |');
console.log('|---|---|---:|---:|---:|');
for (const { preset, environment, trials } of cases)
  console.log(
    `| ${preset} | ${environment} | ${count(trials, 'killed')} | ${count(trials, 'withinCheckpoint')} | ${count(trials, 'equal')} |`,
  );
const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
  encoding: 'utf8',
  cwd: new URL('.', import.meta.url),
}).trim();
const settings = { steps, moments, seed, checkpointEvery: Math.ceil(steps / CHECKPOINTS) };
writeFileSync(values.out, `${JSON.stringify({ commit, node: process.version, settings, cases }, null, 2)}\n`);
if (cases.some(({ trials }) => trials.some(({ killed: was, equal }) => was && !equal))) process.exitCode = 1;
