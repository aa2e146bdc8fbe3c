// Every command of vem on a package of somebody else, as a user of that package would run them: plugins known by a
// vem.config, processes killed and continued, workers, and a folder from which the package is not known.
//
//   node everyCommand.mjs FOLDER
//
// FOLDER has vem and vem-plugin-example installed, and a vem.config.json that names the latter.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2] ?? '.');
const vemFile = join(folder, 'node_modules/@vem/suite/bin/vem.js');
const PACKAGE = 'vem-plugin-example';
const SMALL = ['posterior.hidden=[16]', 'valueEstimator.hidden=[16]', 'data.batchSize=16', 'data.startAfter=100'];
const set = SMALL.flatMap((setting) => ['--set', setting]);

/** Starts a command. `cwd` is below the project unless given. */
function start(args, cwd = folder) {
  const child = spawn(process.execPath, [vemFile, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  const ended = new Promise((done) => child.once('close', (status) => done({ status, ...output })));
  return { child, ended };
}

/** The JSON that a command prints. */
async function vem(...args) {
  const { status, stdout, stderr } = await start([...args, '--json']).ended;
  assert.equal(status, 0, `vem ${args.join(' ')}\n${stderr}`);
  return JSON.parse(stdout);
}

/** The error that a command ends with. */
async function refused(cwd, ...args) {
  const { status, stdout } = await start([...args, '--json'], cwd).ended;
  assert.notEqual(status, 0, args.join(' '));
  return JSON.parse(stdout).error;
}

const read = (...path) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
const lines = (...path) => readFileSync(join(folder, ...path), 'utf8').split('\n').length - 1;

/** Waits until something is so; a command that ends first is an error. */
async function until(what, command, isSo) {
  let over;
  command.ended.then((outcome) => {
    over = outcome;
  });
  for (let look = 0; look < 6000; look++) {
    if (isSo()) return;
    assert.equal(over, undefined, `${what}: the command ended before it was so\n${over?.stderr}`);
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.fail(`${what}: not so after a minute`);
}

const named = (entries, name) => entries.find((entry) => entry.name === name && entry.package === PACKAGE);
const checks = {
  async 'list shows what the package brings'() {
    for (const [kind, names] of Object.entries({
      presets: ['heavy-tails'],
      envs: ['Thermostat'],
      plugins: ['student-t', 'annealed', 'single-q', 'bursts'],
      suites: ['room'],
    })) {
      const entries = await vem('list', kind);
      for (const name of names) assert.ok(named(entries, name), `${name} among ${kind}`);
    }
    assert.ok(!named(await vem('list', 'presets', '--no-plugins'), 'heavy-tails'), '--no-plugins leaves it out');
  },
  async 'explain tells of presets, plugins and environments'() {
    const preset = await vem('explain', 'heavy-tails', '--env', 'Thermostat');
    assert.equal(preset.slots.prior.use, 'student-t');
    const { plugins } = await vem('explain', 'student-t');
    assert.deepEqual(plugins.map(({ slot }) => slot).sort(), ['posterior', 'prior']);
    const [{ spaces, options }] = (await vem('explain', 'Thermostat')).plugins;
    assert.equal(spaces.action.dimension, 1);
    assert.equal(options.wanted.default, 20);
  },
  async 'train, killed and resumed, gives what it gives in one go'() {
    const train = ['train', 'heavy-tails', '--env', 'Thermostat', '--steps', '4000', ...set, '--set', 'prior.scale=2'];
    const whole = await vem(...train, '--out', 'whole');
    const command = start([...train, '--checkpoint-every', '200', '--out', 'killed']);
    const metrics = join(folder, 'killed', 'metrics.jsonl');
    await until(
      'the run is in its middle',
      command,
      () => existsSync(metrics) && lines('killed', 'metrics.jsonl') > 30,
    );
    command.child.kill('SIGKILL');
    await command.ended;
    assert.ok(!existsSync(join(folder, 'killed', 'result.json')), 'it was killed before its end');
    const resumed = await vem('resume', 'killed');
    assert.equal(resumed.parameterHash, whole.parameterHash);
    assert.deepEqual(resumed.evaluation, whole.evaluation);
    const { madeWith, about } = read('killed', 'config.json');
    assert.deepEqual(
      madeWith.plugins.map(({ name, version, from }) => ({ name, version, from })),
      [{ name: PACKAGE, version: '0.1.0', from: PACKAGE }],
    );
    assert.match(madeWith.plugins[0].hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(about.cell, { prior: 'fixed', model: 'free', posterior: 'parametric' });
    assert.equal(about.overrides['prior.scale'], 2);
  },
  async 'evaluate, play, record, report and diff read what it left'() {
    assert.equal((await vem('evaluate', 'whole', '--episodes', '2')).episodes, 2);
    assert.equal((await vem('play', 'whole', '--episodes', '1')).episodes.length, 1);
    assert.equal((await vem('record', 'whole', '--episodes', '1', '--out', 'shown.json')).episodes, 1);
    assert.equal((await vem('report', 'whole')).rows[0].preset, 'heavy-tails');
    assert.equal((await vem('diff', 'whole', 'killed')).overall.verdict, 'identical');
  },
  async 'train --config repeats a run'() {
    const again = await vem('train', '--config', 'whole/config.json', '--out', 'again');
    assert.equal(again.parameterHash, read('whole', 'result.json').parameterHash);
  },
  async 'compare runs its suite in workers; killed and resumed it gives the same table'() {
    const compare = ['compare', '--suite', 'room', '--seeds', '1', '--steps', '1500'];
    const whole = await vem(...compare, '--out', 'table');
    assert.deepEqual(whole.rows.map(({ name, status }) => [name, status]).sort(), [
      ['heavy-tails', 'complete'],
      ['sac', 'complete'],
    ]);
    const command = start([...compare, '--jobs', '1', '--checkpoint-every', '100', '--out', 'broken']);
    const runs = join(folder, 'broken', 'runs');
    const second = () => existsSync(runs) && readdirSync(runs).length > 1;
    await until('the second run has begun', command, second);
    command.child.kill('SIGKILL');
    await command.ended;
    const resumed = await vem('compare', '--resume', '--out', 'broken');
    assert.deepEqual(resumed.rows, whole.rows);
    assert.equal(read('broken', 'comparison.json').madeWith.plugins[0].name, PACKAGE);
    const more = await vem('compare', '--resume', '--out', 'broken', '--seeds', '2');
    assert.ok(more.rows.every(({ seeds }) => seeds.length === 2));
    assert.deepEqual(more.rows[0].scores[0], whole.rows[0].scores[0]);
  },
  async 'plan, run-index and merge make the same table'() {
    await vem('plan', '--suite', 'room', '--seeds', '1', '--steps', '1500', '--out', 'plan.json');
    for (const index of ['0', '1']) await vem('run-index', 'plan.json', index, '--out', `part-${index}`);
    const { rows } = await vem('merge', 'part-0', 'part-1', '--out', 'merged');
    assert.deepEqual(rows, read('table', 'results.json').rows);
  },
  async 'bench steps its environment'() {
    const { benchmarks } = await vem('bench', '--only', 'env-step/Thermostat');
    assert.ok(benchmarks[0].value > 0);
  },
  async 'from elsewhere the package must be named, and the folder is not believed'() {
    const elsewhere = join(folder, '..', 'elsewhere');
    mkdirSync(elsewhere, { recursive: true });
    const run = join(folder, 'whole');
    for (const command of [
      ['resume', run],
      ['evaluate', run, '--episodes', '1'],
      ['play', run],
      ['run-index', join(folder, 'plan.json'), '0', '--out', 'part'],
    ]) {
      const error = await refused(elsewhere, ...command);
      assert.equal(error.code, 'VEM_PLUGINS_MISSING', command[0]);
      for (const part of [PACKAGE, '0.1.0', '--plugins', '--trust']) assert.ok(error.message.includes(part), part);
    }
    assert.equal((await refused(elsewhere, 'train', 'heavy-tails')).code, 'VEM_OPTION_REQUIRED');
    assert.equal((await refused(elsewhere, 'explain', 'heavy-tails')).code, 'VEM_PRESET_UNKNOWN');
    // What is stored is enough for tables.
    const reported = await start(['report', run, '--json'], elsewhere).ended;
    assert.equal(reported.status, 0, reported.stderr);
    assert.deepEqual(JSON.parse(reported.stdout).rows[0].overrides['prior.scale'], 2);
    const named = ['play', run, '--episodes', '1', '--plugins', join(folder, 'node_modules', PACKAGE)];
    const played = await start(named, elsewhere).ended;
    assert.equal(played.status, 0, played.stderr);
  },
};

for (const [title, check] of Object.entries(checks)) {
  const started = performance.now();
  await check();
  console.log(`ok: ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
