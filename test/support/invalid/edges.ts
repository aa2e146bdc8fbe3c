import type { InvalidCommand } from './rows.js';

// What strangers and slips of the hand give: numbers at the edge of a type, ways of writing them, names of JavaScript's own,
// and folders that somebody else's hand was in.

const ON_PENDULUM = ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'never'] as const;

/** Ways of writing a number that are none here, though a programming language or a typewriter has them. */
const NO_NUMBERS = [
  '_',
  '0x10',
  '0b11',
  '0o7',
  '1__0',
  '_1',
  '1_',
  'Infinity',
  'NaN',
  '1e',
  '1,000',
  '−5',
  '٣',
  '-0',
  '5 5',
];

const numbers: readonly InvalidCommand[] = [
  ...NO_NUMBERS.map((text) => notANumber([...ON_PENDULUM, '--seed', text], '--seed', text)),
  ...NO_NUMBERS.filter((text) => text !== '-0').map((text) =>
    notANumber([...ON_PENDULUM, '--stop-when-return', text], '--stop-when-return', text),
  ),
  ...['_', '0x5', '1__0', '1_s', '_s', '0x5s', 's', '1e400s', '-0'].map((text) =>
    notANumber([...ON_PENDULUM, '--checkpoint-every', text], '--checkpoint-every', text),
  ),
  ...['0x5', '1_', '٣'].map((text) => notANumber(['evaluate', 'run', '--episodes', text], '--episodes', text)),
  ...['0b1', '_'].map((text) => notANumber(['resume', 'run', '--steps', text], '--steps', text)),
];

function notANumber(argv: readonly string[], option: string, text: string): InvalidCommand {
  return { argv, code: 'VEM_OPTION_VALUE', status: 2, says: [option, `'${text}'`, 'Expected', '--help'] };
}

const limits: readonly InvalidCommand[] = (
  [
    [['compare', '--seeds', '10001'], 'from 1 to 10000'],
    [['compare', '--seeds', '5000000000'], 'from 1 to 10000'],
    [['compare', '--jobs', '1e9'], 'from 1 to 4096'],
    [['play', 'run', '--episodes', '10000000000'], 'from 1 to 1000'],
    [['play', 'run', '--episodes', '1001'], 'from 1 to 1000'],
    [['evaluate', 'run', '--episodes', '1000001'], 'from 1 to 1000000'],
    [['evaluate', 'run', '--episodes', '9007199254740993'], 'from 1 to 1000000'],
    [[...ON_PENDULUM, '--threads', '65'], 'from 1 to 64'],
    [[...ON_PENDULUM, '--threads', '0'], 'from 1 to 64'],
    [[...ON_PENDULUM, '--envs', '65537'], 'from 1 to 65536'],
    [[...ON_PENDULUM, '--max-episode-steps', '0'], 'a whole number ≥ 1'],
    [[...ON_PENDULUM, '--max-episode-steps', '1e99'], 'a whole number ≥ 1'],
  ] as const
).map(([argv, rule]) => ({ argv, code: 'VEM_OPTION_VALUE', status: 2, says: [rule, '--help'] }));

const set = (...settings: readonly string[]) => [...ON_PENDULUM, ...settings.flatMap((text) => ['--set', text])];
const on = (environment: string, ...settings: readonly string[]) =>
  set(...settings).map((word) => (word === 'Pendulum-v1' ? environment : word));

const refused = (argv: readonly string[], slot: string, path: string, ...says: readonly string[]): InvalidCommand => ({
  argv,
  code: 'VEM_PLUGIN_OPTIONS',
  status: 2,
  slot,
  path,
  says: [`Slot "${slot}"`, path, ...says],
});

const ORDER = 'the lower end comes first';
const options: readonly InvalidCommand[] = [
  refused(set('posterior.logStdRange=[2,-20]'), 'posterior', 'logStdRange', ORDER, 'received [2,-20]'),
  refused(set('posterior.logStdRange=[0,-1e-9]'), 'posterior', 'logStdRange', ORDER),
  refused(set('posterior.logStdRange=[1]'), 'posterior', 'logStdRange'),
  refused(set('posterior.logStdRange=[1,2,3]'), 'posterior', 'logStdRange'),
  refused(set('posterior.logStdRange=["a",1]'), 'posterior', 'logStdRange.0', 'expected number'),
  refused(set('temperature.bounds=[10,-20]'), 'temperature', 'bounds', ORDER),
  refused(set('temperature.bounds=20'), 'temperature', 'bounds', 'received 20'),
  refused(
    set('temperature=target-kl', 'temperature.nats=1', 'temperature.bounds=[1,0]'),
    'temperature',
    'bounds',
    ORDER,
  ),
  refused(on('Ant-v5', 'environment.healthyZRange=[1,0.2]'), 'environment', 'healthyZRange', ORDER),
  refused(on('Hopper-v5', 'environment.healthyStateRange=[100,-100]'), 'environment', 'healthyStateRange', ORDER),
  refused(on('Hopper-v5', 'environment.healthyAngleRange=[0.2,-0.2]'), 'environment', 'healthyAngleRange', ORDER),
  refused(on('Walker2d-v5', 'environment.healthyZRange=[2,0.8]'), 'environment', 'healthyZRange', ORDER),
  refused(set('data.batchSize=1e12'), 'data', 'batchSize', '<=1048576', 'received 1000000000000'),
  refused(set('data.batchSize=1048577'), 'data', 'batchSize', '<=1048576'),
  refused(set('data.batchSize=1.5'), 'data', 'batchSize', 'received 1.5'),
  refused(set('data.capacity=2e9'), 'data', 'capacity', '<=1073741824'),
  refused(set('data.startAfter=-1'), 'data', 'startAfter', 'received -1'),
  refused(set(`posterior.hidden=${'['.repeat(5000)}${']'.repeat(5000)}`), 'posterior', 'hidden', 'expected array'),
  refused(set('posterior.hidden=[1e99]'), 'posterior', 'hidden.0'),
  refused(on('gym:Mine-v0', 'environment.timeout=1e9'), 'environment', 'timeout', '<=2000000'),
  refused(on('gym:Mine-v0', 'environment.timeout=0'), 'environment', 'timeout', 'received 0'),
  refused(on('gym:Mine-v0', 'environment.reset=2'), 'environment', 'reset', 'received 2'),
  {
    argv: set('posterior.hidden=[1000000,1000000]'),
    code: 'VEM_MEMORY_LIMIT',
    status: 2,
    says: ['parameters of all networks', 'GB are needed', 'at most', 'posterior.hidden'],
  },
  {
    argv: set('valueEstimator.hidden=[100000,100000]'),
    code: 'VEM_MEMORY_LIMIT',
    status: 2,
    says: ['parameters of all networks', 'valueEstimator', 'GB'],
  },
  {
    argv: on('gym:'),
    code: 'VEM_GYMNASIUM_ID',
    status: 2,
    slot: 'environment',
    says: ['after "gym:"', 'gym:CartPole-v1'],
  },
];

/** Names that every JavaScript object answers to. */
const OWN_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

const names: readonly InvalidCommand[] = OWN_NAMES.flatMap((name) => [
  {
    argv: ['train', name, '--env', 'Pendulum-v1', '--steps', '9'],
    code: 'VEM_PRESET_UNKNOWN',
    status: 2,
    says: [name],
  },
  { argv: ['explain', 'sac', '--env', name], code: 'VEM_ENVIRONMENT_UNKNOWN', status: 2, says: [name] },
  { argv: ['compare', '--suite', name], code: 'VEM_SUITE_UNKNOWN', status: 2, says: [name] },
  { argv: ['list', name], code: 'VEM_LIST_UNKNOWN', status: 2, says: [name] },
  { argv: ['diff', `run#${name}`, 'run'], code: 'VEM_ROW_UNKNOWN', status: 2, says: [name, 'sac'] },
  { argv: set(`${name}.a=1`), code: 'VEM_SETTING_SLOT', status: 2, says: [name, 'no slot'] },
  { argv: set(`prior=${name}`), code: 'VEM_PLUGIN_UNKNOWN', status: 2, slot: 'prior', says: [name] },
]);

const places: readonly InvalidCommand[] = [
  {
    argv: ['compare', '--resume', '--out', 'typo'],
    code: 'VEM_COMPARISON_NOT_FOUND',
    status: 2,
    path: 'typo',
    says: ['"typo"', 'there is none', '--suite'],
  },
  {
    argv: ['play', 'run', '--episodes', '1', '--out', '/dev/null'],
    code: 'VEM_PLAY_OUT',
    status: 2,
    path: '/dev/null',
    says: ['"/dev/null"', 'a device', '--out'],
  },
  {
    argv: ['play', 'run', '--episodes', '1', '--out', 'comparison'],
    code: 'VEM_PLAY_OUT',
    status: 2,
    says: ['"comparison"', 'a folder', '--out'],
  },
  {
    argv: ['record', 'run', '--out', '/dev/null'],
    code: 'VEM_RECORD_OUT',
    status: 2,
    path: '/dev/null',
    says: ['"/dev/null"', 'a device', '--out'],
  },
  {
    argv: ['record', 'run', '--exact', '--out', 'shown.json'],
    code: 'VEM_RECORD_INEXACT',
    status: 2,
    says: ['declares no tables', '--exact'],
  },
  {
    argv: ['train', '--config', '/dev/zero'],
    code: 'VEM_CONFIG_UNREADABLE',
    status: 2,
    says: ['"/dev/zero"', 'a device', 'config.json'],
  },
  {
    argv: ['compare', '--suite', '/dev/zero'],
    code: 'VEM_SUITE_UNREADABLE',
    status: 2,
    says: ['"/dev/zero"', 'a device'],
  },
];

/** Damage by name, done in damage.ts. */
const damaged = (
  broken: string,
  argv: (folder: string) => readonly string[],
  code: string,
  status: 1 | 2,
  ...says: readonly string[]
): InvalidCommand => ({ argv: argv(broken), broken, code, status, says });

const evaluate = (folder: string) => ['evaluate', folder, '--episodes', '1'];
const play = (folder: string) => ['play', folder, '--episodes', '1'];
const resume = (folder: string) => ['resume', folder, '--steps', '70'];
const report = (folder: string) => ['report', folder];
const repeat = (folder: string) => ['train', '--config', `${folder}/config.json`, '--out', 'never'];
const anew = (folder: string) => [...ON_PENDULUM.slice(0, -1), folder];
const compare = (name: string) => ['compare', '--suite', `${name}.json`];

const folders: readonly InvalidCommand[] = [
  damaged('run of another seed by its configuration', evaluate, 'VEM_RUN_MIXED', 1, 'seed is 7', '1', 'restore'),
  damaged('run of another seed, played', play, 'VEM_RUN_MIXED', 1, 'seed is 7'),
  damaged('run of another seed, reported', report, 'VEM_RUN_MIXED', 1, 'seed is 7'),
  damaged('run of another seed, resumed', resume, 'VEM_RUN_MIXED', 1, 'seed is 7'),
  damaged('run with other options by its configuration', evaluate, 'VEM_RUN_MIXED', 1, 'slots.prior.reference'),
  damaged('run with the result of another preset', report, 'VEM_RUN_MIXED', 1, 'preset is "sac"', '"mpo"'),
  damaged('run with the result of another environment', report, 'VEM_RUN_MIXED', 1, '"Pendulum-v1"', '"Chain"'),
  damaged('run with the checkpoints of another run', resume, 'VEM_RUN_MIXED', 1, 'posterior.hidden'),
  damaged('run with the policy of another run', evaluate, 'VEM_RUN_MIXED', 1, 'posterior.hidden'),
  damaged('run without its configuration', anew, 'VEM_OUT_TAKEN', 2, 'what another run left', '-2'),
  damaged('run of which only checkpoints are left', anew, 'VEM_OUT_TAKEN', 2, '"checkpoints"'),
  damaged('run of which only metrics are left', anew, 'VEM_OUT_TAKEN', 2, '"metrics.jsonl"'),
  damaged('run of which only a policy is left', anew, 'VEM_OUT_TAKEN', 2, '"checkpoint"'),
  damaged('run with a folder for a result', report, 'VEM_STORE_READ', 1, 'result.json', 'could not be read'),
  damaged('run with a folder for a result, resumed', resume, 'VEM_STORE_READ', 1, 'result.json'),
  damaged('run with a folder for evaluations', report, 'VEM_STORE_READ', 1, 'evaluations.jsonl'),
  damaged('run with a folder for metrics', resume, 'VEM_STORE_READ', 1, 'metrics.jsonl'),
  damaged('run with a folder for a lock', resume, 'VEM_FOLDER_IN_USE', 1, 'cannot be read', 'delete it'),
  damaged('run with a link to nowhere for a lock', resume, 'VEM_FOLDER_IN_USE', 1, 'cannot be read'),
  damaged('run with a deep configuration', repeat, 'VEM_CONFIG_UNREADABLE', 2, 'nested more than 200 deep'),
  damaged('run with a deep result', report, 'VEM_STORE_DAMAGED', 1, 'result.json', 'nested more than 200 deep'),
  damaged('run with a deep manifest', evaluate, 'VEM_CHECKPOINT_DAMAGED', 1, 'manifest.json'),
  damaged('run of too many copies', repeat, 'VEM_CONFIG_INVALID', 2, 'environments', '65536'),
  damaged('run of too many threads', repeat, 'VEM_CONFIG_INVALID', 2, 'threads', '64'),
  damaged('run of too many episodes', repeat, 'VEM_CONFIG_INVALID', 2, 'evaluationEpisodes', '1000000'),
  damaged('suite of too many seeds', compare, 'VEM_SUITE_INVALID', 2, 'seeds', '10000'),
  damaged('suite of too many copies', compare, 'VEM_SUITE_INVALID', 2, 'copies', '65536'),
  damaged('suite of too many threads', compare, 'VEM_SUITE_INVALID', 2, 'threads', '64'),
  damaged('suite of too many episodes', compare, 'VEM_SUITE_INVALID', 2, 'episodes'),
  damaged('suite with an environment twice', compare, 'VEM_SUITE_INVALID', 2, 'environments', 'is there once'),
];

export const edgeCommands: readonly InvalidCommand[] = [
  ...numbers,
  ...limits,
  ...options,
  ...names,
  ...places,
  ...folders,
];
