import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listCheckpoints, loadPolicy } from '@vem/framework';
import { configureExperiment, configureRun, continueExperiment, parseSetting, runExperiment } from '@vem/suite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome } from '../../benchmarks/resume/killing.mjs';
import { vemHere as vem } from '../../packages/suite/src/cli/testing/vemHere.js';
import { TINY_OPTIONS } from '../support/invalid/damage.js';

const STEPS = 300;

const config = configureExperiment(
  configureRun({
    preset: 'sac',
    environment: 'Pendulum-v1',
    settings: TINY_OPTIONS.filter((word) => word !== '--set').map(parseSetting),
    seed: 2,
    environments: 1,
    engine: 'compiled',
  }),
  { envSteps: STEPS, evaluateEvery: 120, curveEpisodes: 2, evaluationEpisodes: 2, checkpointEvery: { steps: 75 } },
);

let root: string;
let whole: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vem-damaged-'));
  await runExperiment(config, { folder: join(root, 'whole') });
  whole = outcome(join(root, 'whole'));
  const stop = new AbortController();
  const control = {
    signal: stop.signal,
    onReport: ({ envSteps }: { envSteps: number }) => envSteps >= 180 && stop.abort(),
  };
  const { result } = await runExperiment(config, { folder: join(root, 'begun') }, control);
  expect(result).toMatchObject({ status: 'stopped', envSteps: 180 });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true }));

/** A copy of the run that was stopped after 180 steps, and its newest checkpoints. */
function begun(name: string) {
  const folder = join(root, name);
  cpSync(join(root, 'begun'), folder, { recursive: true });
  const [newest, before] = listCheckpoints(join(folder, 'checkpoints'));
  expect([newest.envSteps, before.envSteps]).toEqual([180, 150]);
  return { folder, newest: newest.directory, before: before.directory };
}

/** Changes a manifest and seals it anew, as if it had been written like this. */
function rewrite(directory: string, edit: (text: string) => string): void {
  const path = join(directory, 'manifest.json');
  const { sha256: _seal, ...content } = JSON.parse(edit(readFileSync(path, 'utf8')));
  const sha256 = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  writeFileSync(path, JSON.stringify({ ...content, sha256 }));
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(at * bytes.length)] ^= 1;
  writeFileSync(path, bytes);
}

const DAMAGE: readonly (readonly [string, (directory: string) => void])[] = [
  ['its state cut short', (directory) => truncateSync(join(directory, 'state.safetensors'), 1000)],
  ['a bit of its parameters flipped', (directory) => flip(join(directory, 'parameters.safetensors'), 0.9)],
  ['a bit of its state flipped', (directory) => flip(join(directory, 'state.safetensors'), 0.5)],
  ['a byte more than it should have', (directory) => appendFileSync(join(directory, 'state.safetensors'), '!')],
  ['half a manifest', (directory) => truncateSync(join(directory, 'manifest.json'), 500)],
  ['no manifest', (directory) => rmSync(join(directory, 'manifest.json'))],
  ['a file too few', (directory) => rmSync(join(directory, 'state.safetensors'))],
  [
    'a format of the future',
    (directory) => rewrite(directory, (text) => text.replace('"formatVersion": 1', '"formatVersion": 2')),
  ],
];

describe('a run whose newest checkpoint has', () => {
  it.each(DAMAGE)('%s goes on from the one before, with the same end', async (name, damage) => {
    const { folder, newest } = begun(name);
    damage(newest);
    const warnings: string[] = [];
    const { from } = await continueExperiment(folder, {}, { onWarning: (text) => warnings.push(text) });
    expect(from).toBe(150);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(newest);
    expect(warnings[0]).toMatch(/VEM_[A-Z_]+/);
    expect(outcome(folder)).toEqual(whole);
  });

  it('no sound one before it goes on nowhere, and says why of each', async () => {
    const { folder, newest, before } = begun('none');
    for (const directory of [newest, before]) flip(join(directory, 'state.safetensors'), 0.3);
    const metrics = readFileSync(join(folder, 'metrics.jsonl'), 'utf8');
    await expect(continueExperiment(folder)).rejects.toMatchObject({
      code: 'VEM_RESUME_NONE_WHOLE',
      message: expect.stringMatching(/at-0+180[\s\S]*at-0+150/),
    });
    expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8')).toBe(metrics);
  });
});

describe('a run from another machine', () => {
  it('is continued only if asked for', async () => {
    const { folder, newest, before } = begun('elsewhere');
    for (const directory of [newest, before])
      rewrite(directory, (text) => text.replace(/onnxruntime [\d.]+, 1 thread/, 'onnxruntime 1.0.0, 8 threads'));
    const refused = await vem('resume', folder);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('VEM_RESUME_INEXACT: ') });
    expect(refused.stderr).toContain('onnxruntime 1.0.0, 8 threads');
    expect(refused.stderr).toContain('--allow-inexact');
    const allowed = await vem('resume', folder, '--allow-inexact');
    expect(allowed).toMatchObject({ status: 0, stderr: expect.stringContaining('warning: ') });
  });
});

it('a run that was killed while it wrote its first checkpoint begins at the beginning', async () => {
  const { folder, newest } = begun('first');
  const half = readFileSync(join(newest, 'state.safetensors')).subarray(0, 500);
  for (const name of ['checkpoint', 'checkpoints', 'result.json']) rmSync(join(folder, name), { recursive: true });
  const incoming = join(folder, 'checkpoints', '.at-000000000000.new');
  mkdirSync(incoming, { recursive: true });
  writeFileSync(join(incoming, 'state.safetensors'), half);
  const { from } = await continueExperiment(folder);
  expect(from).toBe(0);
  expect(outcome(folder)).toEqual(whole);
});

it('when a checkpoint is written changes no number', async () => {
  const folder = join(root, 'often');
  await runExperiment({ ...config, checkpointEvery: { seconds: 0.001 } }, { folder });
  expect(outcome(folder)).toEqual(whole);
  const once = join(root, 'once');
  await runExperiment({ ...config, checkpointEvery: { seconds: 3600 } }, { folder: once });
  expect(outcome(once)).toEqual(whole);
});

describe('the policy of a run without an end', () => {
  const evaluate = async (folder: string, ...more: readonly string[]) => {
    const { stdout, status } = await vem('evaluate', folder, '--episodes', '1', '--json', ...more);
    return { status, ...JSON.parse(stdout) };
  };

  it('is that of its newest checkpoint, or the best so far', async () => {
    const { folder } = begun('unfinished');
    for (const name of ['checkpoint', 'result.json']) rmSync(join(folder, name), { recursive: true });
    expect(await evaluate(folder)).toMatchObject({ status: 0, envSteps: 180, episodes: 1 });
    expect(await evaluate(folder, '--best')).toMatchObject({ status: 0, envSteps: 120 });
  });

  it('is the newer one, of a finished run that is trained further', async () => {
    const { folder } = begun('further');
    const newer = join(folder, 'checkpoints', 'at-000000000300');
    cpSync(join(root, 'whole', 'checkpoints', 'at-000000000300'), newer, { recursive: true });
    expect(await evaluate(folder)).toMatchObject({ envSteps: 300 });
  });

  it('is not replaced by an older one in silence if it is damaged', async () => {
    const { folder, newest } = begun('unsound');
    rmSync(join(folder, 'checkpoint'), { recursive: true });
    flip(join(newest, 'parameters.safetensors'), 0.9);
    expect(await evaluate(folder)).toMatchObject({ status: 1, error: { code: 'VEM_CHECKPOINT_DAMAGED' } });
    const train = ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', join(root, 'never'), '--json'];
    const { stdout } = await vem(...train, ...TINY_OPTIONS, '--init', `posterior=${folder}`);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'VEM_CHECKPOINT_DAMAGED' });
  });

  it('is where another run starts from', async () => {
    const { folder } = begun('teacher');
    const student = join(root, 'student');
    const train = ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', student, '--json'];
    const { status, stderr } = await vem(...train, ...TINY_OPTIONS, '--init', `posterior=${folder}`);
    expect(status, stderr).toBe(0);
    const { init } = JSON.parse(readFileSync(join(student, 'config.json'), 'utf8'));
    expect(init).toEqual({ posterior: join(folder, 'checkpoint') });
    const first = await loadPolicy(join(student, 'checkpoints', 'at-000000000000'));
    const teacher = await loadPolicy(join(folder, 'checkpoint'));
    expect(first.act([1, 0, 0], 'mode')).toEqual(teacher.act([1, 0, 0], 'mode'));
    for (const policy of [first, teacher]) policy.dispose();
  });
});
