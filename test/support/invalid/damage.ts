import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { madeWithThis, parseSuite, planSuite } from '@vem/suite';
import { STRANGERS_DAMAGE, strangeSuites } from './strangersDamage.js';

const TINY = {
  'posterior.hidden': [8],
  'valueEstimator.hidden': [8],
  'data.batchSize': 8,
  'data.startAfter': 20,
  'behaviour.warmUpSteps': 20,
};
/** What makes a run short. */
export const TINY_OPTIONS: readonly string[] = Object.entries(TINY).flatMap(([key, value]) => [
  '--set',
  `${key}=${JSON.stringify(value)}`,
]);

export const tinySuite = {
  name: 'tiny',
  description: 'one row on one task',
  rows: [{ name: 'sac', preset: 'sac' }],
  environments: [{ id: 'Pendulum-v1', steps: 60 }],
  settings: { set: TINY, reason: 'a test' },
  seeds: 1,
  episodes: 1,
};

/** A comparison that was planned, and of which nothing was run yet. */
export function writeComparison(folder: string): void {
  const suite = parseSuite(tinySuite, 'tiny');
  const runs = planSuite(suite).map(({ folder: name, config }) => ({ folder: name, config }));
  const plan = {
    format: 'vem-comparison-1',
    suite,
    command: 'vem compare',
    commit: null,
    madeWith: madeWithThis(),
    runs,
    failures: [],
  };
  mkdirSync(join(folder, 'runs'), { recursive: true });
  writeFileSync(join(folder, 'comparison.json'), JSON.stringify(plan));
}

type Json = Record<string, unknown>;

const change = (path: string, edit: (text: string) => string): void =>
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
const changeJson = (path: string, changes: Json): void =>
  change(path, (text) => JSON.stringify({ ...(JSON.parse(text) as Json), ...changes }));
const half = (text: string): string => text.slice(0, text.length / 2);
const changeBytes = (path: string, edit: (bytes: Buffer) => Uint8Array): void =>
  writeFileSync(path, edit(readFileSync(path)));

const policy = (folder: string, file: string): string => join(folder, 'checkpoint', file);
const PARAMETERS = 'parameters.safetensors';
const ELSEWHERE = JSON.stringify({ pid: 1, host: 'elsewhere', started: '1' });

function flip(path: string): void {
  changeBytes(path, (bytes) => {
    bytes[bytes.length - 5] ^= 4;
    return bytes;
  });
}

/** Replaces a file of a checkpoint, with a manifest that says so: nothing shows but that it does not fit the others. */
function exchange(directory: string, file: string, content: Uint8Array): void {
  const path = join(directory, 'manifest.json');
  const { sha256: _seal, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
  const files = { ...manifest.files, [file]: { bytes: content.length, sha256: sha256(content) } };
  const sealed = { ...manifest, files };
  writeFileSync(join(directory, file), content);
  writeFileSync(path, JSON.stringify({ ...sealed, sha256: sha256(JSON.stringify(sealed)) }));
}
const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

/** The parameters of a policy with fewer hidden units. */
const narrower = (folder: string): Uint8Array => readFileSync(join(folder, '..', 'narrow', 'checkpoint', PARAMETERS));

const checkpointsIn = (folder: string): string[] =>
  readdirSync(join(folder, 'checkpoints'))
    .filter((entry) => entry.startsWith('at-'))
    .map((entry) => join(folder, 'checkpoints', entry));

/** What each kind of damage does to a copy of a sound folder. */
const DAMAGE: Readonly<Record<string, (folder: string) => void>> = {
  ...STRANGERS_DAMAGE,
  'checkpoint cut short': (folder) => changeBytes(policy(folder, PARAMETERS), (bytes) => bytes.subarray(0, -9)),
  'checkpoint with a flipped bit': (folder) => flip(policy(folder, PARAMETERS)),
  'checkpoint without a file': (folder) => rmSync(policy(folder, PARAMETERS)),
  'checkpoint with an edited manifest': (folder) =>
    change(policy(folder, 'manifest.json'), (text) => text.replace('"seed": 1', '"seed": 2')),
  'checkpoint with half a manifest': (folder) => change(policy(folder, 'manifest.json'), half),
  'checkpoint of another version': (folder) => changeJson(policy(folder, 'manifest.json'), { formatVersion: 99 }),
  'checkpoint with parameters of another shape': (folder) =>
    exchange(join(folder, 'checkpoint'), PARAMETERS, narrower(folder)),
  'checkpoint with parameters of another run': (folder) => {
    for (const checkpoint of checkpointsIn(folder)) exchange(checkpoint, PARAMETERS, narrower(folder));
  },
  'run before its first checkpoint': (folder) => {
    for (const name of ['checkpoint', 'checkpoints']) rmSync(join(folder, name), { recursive: true });
  },
  'run with half a configuration': (folder) => change(join(folder, 'config.json'), half),
  'run with a seed that is too large': (folder) => changeJson(join(folder, 'config.json'), { seed: 2 ** 32 }),
  'run with a seed of the wrong type': (folder) => changeJson(join(folder, 'config.json'), { seed: 'one' }),
  'run with an unknown key': (folder) => changeJson(join(folder, 'config.json'), { sed: 3 }),
  'run of an unknown plugin': (folder) =>
    change(join(folder, 'config.json'), (text) => text.replace('"use": "uniform"', '"use": "gausian"')),
  'run with damaged metrics': (folder) => change(join(folder, 'metrics.jsonl'), (text) => text.replace('{', '<')),
  'run with damaged evaluations': (folder) =>
    change(join(folder, 'evaluations.jsonl'), (text) => text.replace('{', '<')),
  'run with half a result': (folder) => change(join(folder, 'result.json'), half),
  'run with a result of another kind': (folder) => writeFileSync(join(folder, 'result.json'), '{"status": 3}'),
  'run without a whole checkpoint': (folder) => {
    for (const checkpoint of checkpointsIn(folder)) flip(join(checkpoint, PARAMETERS));
  },
  'run in use': (folder) => writeFileSync(join(folder, 'lock.json'), ELSEWHERE),
  'comparison in use': (folder) => writeFileSync(join(folder, 'lock.json'), ELSEWHERE),
  'comparison with half a plan': (folder) => change(join(folder, 'comparison.json'), half),
  'comparison made elsewhere': (folder) =>
    changeJson(join(folder, 'comparison.json'), { madeWith: { ...madeWithThis(), node: '1.2.3' } }),
};

const SUITES: Readonly<Record<string, unknown>> = {
  ...strangeSuites(tinySuite),
  'suite with an unknown key': { ...tinySuite, episode: 3 },
  'suite without rows': { ...tinySuite, rows: [] },
  'suite of an unknown preset': { ...tinySuite, rows: [{ name: 'sac', preset: 'sca' }] },
  'suite of an impossible row': {
    ...tinySuite,
    rows: [{ name: 'sac', preset: 'sac', set: { posterior: 'stein-sampler' } }],
    settings: undefined,
  },
};

/** Makes the copy that a row of the table is about: of `run` or `comparison` beside it, or a suite file. */
export function makeBroken(root: string, name: string): void {
  if (name in SUITES) {
    writeFileSync(join(root, `${name}.json`), JSON.stringify(SUITES[name]));
    return;
  }
  const folder = join(root, name);
  cpSync(join(root, name.startsWith('comparison') ? 'comparison' : 'run'), folder, { recursive: true });
  DAMAGE[name](folder);
}
