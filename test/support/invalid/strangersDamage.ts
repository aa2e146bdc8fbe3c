import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Record<string, unknown>;

const changeJson = (path: string, changes: Json): void =>
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as Json), ...changes }));

const ofSeed7 = (folder: string) => changeJson(join(folder, 'config.json'), { seed: 7 });
const configuredBy = (changes: Json) => (folder: string) => changeJson(join(folder, 'config.json'), changes);
const resultOf = (changes: Json) => (folder: string) => changeJson(join(folder, 'result.json'), changes);

/** Something of the run `narrow`, which has fewer hidden units, in the place of the folder's own. */
const takenFromNarrow = (name: string) => (folder: string) => {
  rmSync(join(folder, name), { recursive: true });
  cpSync(join(folder, '..', 'narrow', name), join(folder, name), { recursive: true });
};

const onlyLeft = (kept: string) => (folder: string) => {
  for (const name of readdirSync(folder)) if (name !== kept) rmSync(join(folder, name), { recursive: true });
};

const folderFor = (name: string) => (folder: string) => {
  rmSync(join(folder, name), { force: true });
  mkdirSync(join(folder, name));
};

const deep = (name: string) => (folder: string) =>
  writeFileSync(join(folder, name), `${'['.repeat(100_000)}${']'.repeat(100_000)}`);

/** What somebody else's hand does to a copy of a sound run. */
export const STRANGERS_DAMAGE: Readonly<Record<string, (folder: string) => void>> = {
  'run of another seed by its configuration': ofSeed7,
  'run of another seed, played': ofSeed7,
  'run of another seed, reported': ofSeed7,
  'run of another seed, resumed': ofSeed7,
  'run with other options by its configuration': (folder) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"reference": "counting"', '"reference": "normalised"'));
  },
  'run with the result of another preset': resultOf({ preset: 'mpo' }),
  'run with the result of another environment': resultOf({ environment: 'Chain' }),
  'run with the checkpoints of another run': takenFromNarrow('checkpoints'),
  'run with the policy of another run': (folder) => {
    takenFromNarrow('checkpoint')(folder);
    rmSync(join(folder, 'checkpoints'), { recursive: true });
  },
  'run without its configuration': (folder) => rmSync(join(folder, 'config.json')),
  'run of which only checkpoints are left': onlyLeft('checkpoints'),
  'run of which only metrics are left': onlyLeft('metrics.jsonl'),
  'run of which only a policy is left': onlyLeft('checkpoint'),
  'run with a folder for a result': folderFor('result.json'),
  'run with a folder for a result, resumed': folderFor('result.json'),
  'run with a folder for evaluations': folderFor('evaluations.jsonl'),
  'run with a folder for metrics': folderFor('metrics.jsonl'),
  'run with a folder for a lock': folderFor('lock.json'),
  'run with a link to nowhere for a lock': (folder) => symlinkSync('nowhere', join(folder, 'lock.json')),
  'run with a deep configuration': deep('config.json'),
  'run with a deep result': deep('result.json'),
  'run with a deep manifest': (folder) => {
    rmSync(join(folder, 'checkpoints'), { recursive: true });
    deep('checkpoint/manifest.json')(folder);
  },
  'run of too many copies': configuredBy({ environments: 1e9 }),
  'run of too many threads': configuredBy({ threads: 1000 }),
  'run of too many episodes': configuredBy({ evaluationEpisodes: 1e10 }),
};

/** Suites with something that must not be, from a sound one. */
export const strangeSuites = (suite: {
  readonly environments: readonly object[];
}): Readonly<Record<string, unknown>> => ({
  'suite of too many seeds': { ...suite, seeds: 1e8 },
  'suite of too many copies': { ...suite, copies: 1e9 },
  'suite of too many threads': { ...suite, threads: 65 },
  'suite of too many episodes': { ...suite, episodes: 9007199254740991 },
  'suite with an environment twice': { ...suite, environments: [...suite.environments, ...suite.environments] },
});
