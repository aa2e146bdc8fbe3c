// Starts `vem`, kills it with SIGKILL at a chosen moment, and compares what runs leave behind.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { configureRun, registry } from '../../packages/suite/dist/index.js';

const VEM = fileURLToPath(new URL('../../packages/suite/bin/vem.js', import.meta.url));
const POLL_MILLISECONDS = 2;

/** Options of these names are set to these values wherever a preset's slots have them: runs of seconds. */
const TINY = {
  hidden: [8],
  batchSize: 8,
  startAfter: 50,
  warmUpSteps: 50,
  length: 8,
  particles: 8,
  horizon: 2,
  features: 2,
  // Whole episodes of 200 steps: with more of them a run of 600 steps would learn nothing.
  perEnvironment: 2,
  rollouts: 40,
  updatesPerStep: 1,
};

/** TINY, with roll-outs as long as the longest minibatch that the schedule draws from them. */
function tinyFor(slots) {
  const sizes = (slots.schedule?.steps ?? []).map((entry) => entry.batchSize ?? 0);
  return { ...TINY, length: Math.max(TINY.length, ...sizes) };
}

/** `--set` arguments that make a preset's networks and batches tiny on an environment. */
export function tinySettings(preset, environment) {
  const request = { preset, environment, settings: [], seed: 1, environments: 1, engine: 'compiled' };
  const { slots } = configureRun(request);
  const tiny = tinyFor(slots);
  return Object.entries(slots).flatMap(([slot, options]) =>
    Object.keys(tiny)
      // What has the name but means something else stays: features by name, a horizon that is the episode's.
      .filter((name) => typeof options[name] === typeof tiny[name])
      .flatMap((name) => ['--set', `${slot}.${name}=${JSON.stringify(tiny[name])}`]),
  );
}

/** The presets that run on an environment. */
export const presetsOn = (environment) =>
  registry.presets
    .map(({ info }) => info.name)
    .filter((preset) => {
      try {
        tinySettings(preset, environment);
        return true;
      } catch (error) {
        // Of other actions, or of a model that this environment does not have.
        if (error.code === 'VEM_PRESET_ACTION_KIND' || error.path?.startsWith('environment.')) return false;
        throw error;
      }
    });

export function start(argv, cwd) {
  const child = spawn(process.execPath, [VEM, ...argv], { cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const finished = new Promise((resolve) => {
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, finished };
}

/** Runs a command to its end. */
export const vem = (argv, cwd) => start(argv, cwd).finished;

/** Environment steps of the last whole line of a run's metrics. */
function stepsIn(folder) {
  const path = join(folder, 'metrics.jsonl');
  if (!existsSync(path)) return 0;
  const line = readFileSync(path, 'utf8').split('\n').at(-2);
  return line === undefined ? 0 : JSON.parse(line).envSteps;
}

/** What an unfinished checkpoint is written to. */
const INCOMING = /^\.at-0*(\d+)\.new$/;
const isBeingWritten = (folder) => {
  const checkpoints = join(folder, 'checkpoints');
  return existsSync(checkpoints) && readdirSync(checkpoints).some((name) => INCOMING.test(name));
};

/** Waits for the moment; gives up when the process has ended. */
async function moment(folder, kill, ended) {
  if (kill.within === 'checkpoint') return checkpointBegins(join(folder, 'checkpoints'), kill.afterSteps, ended);
  while (!ended.now && stepsIn(folder) < kill.afterSteps) await sleep(POLL_MILLISECONDS);
  await sleep(kill.milliseconds);
}

/** Waits until a checkpoint of more than so many steps begins to be written. */
async function checkpointBegins(checkpoints, afterSteps, ended) {
  while (!ended.now && !existsSync(checkpoints)) await sleep(POLL_MILLISECONDS);
  if (ended.now) return;
  await new Promise((resolve) => {
    const watcher = watch(checkpoints, (_event, name) => {
      const [, steps] = INCOMING.exec(name ?? '') ?? [];
      if (steps !== undefined && Number(steps) > afterSteps) done();
    });
    const done = () => {
      watcher.close();
      resolve();
    };
    ended.promise.then(done);
  });
}

/**
 * Starts a command and kills it.
 *
 * @param kill - when: `{ afterSteps, milliseconds }`, so long after its run reported so many steps, or
 *   `{ within: 'checkpoint', afterSteps }`, as soon as the next checkpoint after so many steps begins to be written
 * @returns whether it was killed before its end, and whether in the middle of writing a checkpoint
 */
export async function killed(argv, cwd, folder, kill) {
  const { child, finished } = start(argv, cwd);
  const ended = { now: false, promise: finished };
  finished.then(() => {
    ended.now = true;
  });
  await moment(folder, kill, ended);
  child.kill('SIGKILL');
  const { signal, stderr } = await finished;
  return { killed: signal === 'SIGKILL', withinCheckpoint: isBeingWritten(folder), steps: stepsIn(folder), stderr };
}

const LINES = ['metrics.jsonl', 'evaluations.jsonl'];

/** What of a finished run must be equal to the last bit. */
export function outcome(folder) {
  const { parameterHash, evaluation, envSteps, updates, best } = JSON.parse(
    readFileSync(join(folder, 'result.json'), 'utf8'),
  );
  const lines = Object.fromEntries(LINES.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  return { parameterHash, evaluation, envSteps, updates, best, ...lines };
}
