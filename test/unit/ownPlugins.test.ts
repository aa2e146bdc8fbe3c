import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  configureExperiment,
  configureRun,
  continueExperiment,
  parseSetting,
  registryWith,
  runExperiment,
  runsOf,
} from '@vem/suite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import example from '../../examples/custom-plugin/src/index.js';
import { vemHere } from '../../packages/suite/src/cli/testing/vemHere.js';
import { ROOT } from './sources.js';

/** In this process the sources of the example are the package. */
const PACKAGE = join(ROOT, 'examples/custom-plugin/src/index.ts');
const SMALL = ['posterior.hidden=[8]', 'valueEstimator.hidden=[8]', 'data.batchSize=8', 'data.startAfter=20'];
const set = SMALL.flatMap((text) => ['--set', text]);

const before = process.cwd();
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vem-own-plugins-'));
  mkdirSync(join(root, 'project/deep'), { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'project/vem.config.json'), JSON.stringify({ plugins: [PACKAGE] }));
});
afterAll(() => {
  process.chdir(before);
  rmSync(root, { recursive: true });
});

/** A command in a folder, which must succeed. */
async function vem(folder: string, ...argv: readonly string[]) {
  process.chdir(join(root, folder));
  const { status, stdout, stderr } = await vemHere(...argv, '--json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}
async function refused(folder: string, ...argv: readonly string[]) {
  process.chdir(join(root, folder));
  const { status, stdout } = await vemHere(...argv, '--json');
  expect(status).not.toBe(0);
  return JSON.parse(stdout).error;
}
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

describe('commands on plugins of others', { timeout: 120_000 }, () => {
  const train = ['train', 'heavy-tails', '--env', 'Thermostat', '--steps', '150', ...set];

  it('know them by a vem.config above, and record them', async () => {
    const { environment, evaluation } = await vem('project/deep', ...train, '--out', '../run');
    expect(environment).toBe('Thermostat');
    expect(evaluation.episodes).toBe(20);
    const { about, madeWith } = read('project/run/config.json');
    expect(about).toEqual({
      cell: { prior: 'fixed', model: 'free', posterior: 'parametric' },
      overrides: {
        'posterior.hidden': [8],
        'valueEstimator.hidden': [8],
        'data.batchSize': 8,
        'data.startAfter': 20,
      },
    });
    expect(madeWith.plugins).toEqual([
      { name: 'vem-plugin-example', version: '0.1.0', hash: expect.stringMatching(/^[0-9a-f]{64}$/), from: PACKAGE },
    ]);
    expect(madeWith.engine).toMatch(/, 1 thread$/);
  });

  it('record nothing of packages that a run takes nothing from', async () => {
    await vem('project', 'train', 'sac', '--env', 'Pendulum-v1', '--steps', '60', ...set, '--out', 'own');
    expect(read('project/own/config.json').madeWith).not.toHaveProperty('plugins');
  });

  it.each([
    ['resume', ['--steps', '160']],
    ['evaluate', ['--episodes', '1']],
    ['play', ['--episodes', '1']],
    ['record', ['--episodes', '1', '--out', 'shown.json']],
    ['diagnose', []],
  ])('%s does not import what a folder names unless the user does, too', async (command, more) => {
    const run = join(root, 'project/run');
    const error = await refused('elsewhere', command, run, ...more);
    expect(error).toMatchObject({ code: 'VEM_PLUGINS_MISSING', hint: `--plugins ${PACKAGE}` });
    expect(error.message).toContain('"vem-plugin-example" 0.1.0');
    await vem('elsewhere', command, run, ...more, '--plugins', PACKAGE);
    await vem('project', command, run, ...more);
    await vem('elsewhere', command, run, ...more, '--trust');
    expect((await refused('project', command, run, ...more, '--no-plugins')).code).toBe('VEM_PLUGINS_MISSING');
  });

  it('report and diff need no plugin', async () => {
    const run = join(root, 'project/run');
    const { rows } = await vem('elsewhere', 'report', run);
    expect(rows[0]).toMatchObject({ cell: { prior: 'fixed' }, overrides: { 'posterior.hidden': [8] } });
    expect((await vem('elsewhere', 'diff', run, join(run, 'results.json'))).overall.verdict).toBe('identical');
  });

  it('make the runs of a plan on any machine where the package is named', async () => {
    const [plan, part] = [join(root, 'project/plan.json'), join(root, 'project/part')];
    const extent = ['--suite', 'room', '--seeds', '1', '--steps', '60'];
    expect((await refused('elsewhere', 'plan', ...extent, '--out', plan)).code).toBe('VEM_SUITE_UNKNOWN');
    expect(await vem('project', 'plan', ...extent, '--out', plan)).toMatchObject({ runs: 2 });
    expect(read('project/plan.json').madeWith.plugins).toMatchObject([{ name: 'vem-plugin-example' }]);
    expect((await refused('elsewhere', 'run-index', plan, '1', '--out', part)).code).toBe('VEM_PLUGINS_MISSING');
    expect(existsSync(part)).toBe(false);
    expect(await vem('project', 'run-index', plan, '1', '--out', part)).toMatchObject({ environment: 'Thermostat' });
    await vem('elsewhere', 'run-index', plan, '0', '--out', part, '--trust');
    const { rows } = await vem('elsewhere', 'merge', part, '--out', join(root, 'project/merged'));
    expect(rows).toMatchObject([
      { name: 'sac', status: 'complete' },
      { name: 'heavy-tails', status: 'complete', cell: { prior: 'fixed' } },
    ]);
    expect((await vem('elsewhere', 'report', part)).rows).toEqual(rows);
  });

  it('do not read a vem.config that lies in a folder of results', async () => {
    const planted = join(root, 'project/run/vem.config.mjs');
    writeFileSync(planted, `import { writeFileSync } from 'node:fs'; writeFileSync('planted', '');`);
    process.chdir(join(root, 'project/run'));
    const { status, stderr } = await vemHere('report', '.');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(`${planted} is not read`);
    expect(existsSync('planted')).toBe(false);
    rmSync(planted);
  });

  it('refuse to continue with other code, unless numbers may differ', async () => {
    const config = read('project/run/config.json');
    config.madeWith.plugins[0].hash = '0'.repeat(64);
    writeFileSync(join(root, 'project/run/config.json'), JSON.stringify(config));
    const resume = ['resume', join(root, 'project/run'), '--steps', '200'];
    expect((await refused('project', ...resume)).code).toBe('VEM_PLUGINS_CHANGED');
    expect((await vem('project', ...resume, '--allow-inexact')).envSteps).toBe(200);
  });

  it('list and explain them', async () => {
    const presets = await vem('project', 'list', 'presets');
    for (const name of ['heavy-tails', 'heavy-tails:cold'])
      expect(presets).toContainEqual(expect.objectContaining({ name, package: 'vem-plugin-example' }));
    const [{ options, spaces }] = (await vem('project', 'explain', 'Thermostat')).plugins;
    expect(options.wanted).toMatchObject({ default: 20, required: false, schema: { type: 'number' } });
    expect(spaces).toMatchObject({ timeLimit: 50, action: { kind: 'box', dimension: 1 } });
    process.chdir(join(root, 'project'));
    expect((await vemHere('explain', 'student-t')).stdout).toMatch(/^prior: student-t.*\n\nposterior: student-t/s);
  });
});

describe('experiments from code', () => {
  const known = registryWith([example]);
  const request = {
    preset: 'sac',
    environment: 'Thermostat',
    settings: SMALL.map(parseSetting),
    seed: 1,
    environments: 1,
    engine: 'compiled',
  } as const;
  const extent = { envSteps: 100, evaluateEvery: 50, curveEpisodes: 1, evaluationEpisodes: 2 };
  const config = configureExperiment(configureRun(request, known), extent);

  it('run to their end on an environment of their own, and go on', async () => {
    const folder = join(root, 'from-code');
    const { result } = await runExperiment(config, { folder }, {}, runsOf(known));
    expect(result).toMatchObject({ environment: 'Thermostat', status: 'complete', envSteps: 100 });
    expect(read('from-code/config.json').madeWith.plugins).toMatchObject([{ from: 'code', hash: null }]);
    const longer = await continueExperiment(folder, { envSteps: 120 }, {}, runsOf(known));
    expect(longer.result.envSteps).toBe(120);
  });
});
