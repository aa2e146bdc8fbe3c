import { edgeCommands } from './edges.js';
import { pluginRows } from './pluginRows.js';

/** A command that must be refused. Paths are relative to the folder that the test runs in. */
export interface InvalidCommand {
  readonly argv: readonly string[];
  readonly code: string;
  /** 2: the command is wrong; 1: it is right, but what it found is not. */
  readonly status: 1 | 2;
  readonly slot?: string;
  readonly path?: string;
  /** Parts of the message: where, the rule, what was received, and the way out. */
  readonly says: readonly string[];
  /** Copies of `run` or `comparison`, made before, in which something is broken; by their new name. */
  readonly broken?: string;
}

const ON_PENDULUM = ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'never'] as const;
/** Otherwise sound training with these arguments added. */
const train = (...more: readonly string[]): readonly string[] => [...ON_PENDULUM, ...more];
/** Otherwise sound training with this setting. */
const set = (...settings: readonly string[]): readonly string[] =>
  train(...settings.flatMap((text) => ['--set', text]));

const value = (
  argv: readonly string[],
  command: string,
  option: string,
  received: string,
  rule: string,
): InvalidCommand => ({
  argv,
  code: 'VEM_OPTION_VALUE',
  status: 2,
  says: [`vem ${command}`, option, `'${received}'`, rule, '--help'],
});

const option = (setting: string, slot: string, path: string, ...says: readonly string[]): InvalidCommand => ({
  argv: set(setting),
  code: 'VEM_PLUGIN_OPTIONS',
  status: 2,
  slot,
  path,
  says: [`Slot "${slot}"`, path, ...says],
});

const WHOLE = 'a whole number ≥ 1';
const SEEDS = 'a whole number from 0 to 4294967295';
const TIMES = 'environment steps, as in 5000, or a time, as in 60s';

const usage: readonly InvalidCommand[] = [
  {
    argv: ['trian'],
    code: 'VEM_COMMAND_UNKNOWN',
    status: 2,
    says: ['vem', 'unknown command', "'trian'", 'Did you mean train?'],
  },
  { argv: ['fly'], code: 'VEM_COMMAND_UNKNOWN', status: 2, says: ["'fly'", 'Commands: list, explain, train, resume'] },
  {
    argv: ['train', 'sac', '--stepz', '3'],
    code: 'VEM_OPTION_UNKNOWN',
    status: 2,
    says: ['vem train', "'--stepz'", 'Did you mean --steps?'],
  },
  {
    argv: ['explain'],
    code: 'VEM_ARGUMENT_MISSING',
    status: 2,
    says: ['vem explain', "missing required argument 'name'", '--help'],
  },
  {
    argv: ['report', 'a', 'b'],
    code: 'VEM_ARGUMENT_EXCESS',
    status: 2,
    says: ['vem report', 'Expected 1 argument but got 2', '--help'],
  },
  value(['train', 'sac', '--steps', '1.5'], 'train', '--steps', '1.5', WHOLE),
  value(['train', 'sac', '--steps', '0'], 'train', '--steps', '0', WHOLE),
  value(['train', 'sac', '--steps', '-5'], 'train', '--steps', '-5', WHOLE),
  value(['train', 'sac', '--steps', '1e99'], 'train', '--steps', '1e99', WHOLE),
  value(['train', 'sac', '--steps', 'many'], 'train', '--steps', 'many', WHOLE),
  value(['train', 'sac', '--steps', ''], 'train', '--steps', '', WHOLE),
  value(['train', 'sac', '--seed', '4294967296'], 'train', '--seed', '4294967296', SEEDS),
  value(['train', 'sac', '--seed', '-1'], 'train', '--seed', '-1', SEEDS),
  value(['evaluate', 'x', '--episodes', '1', '--seed', '1e10'], 'evaluate', '--seed', '1e10', SEEDS),
  value(['train', 'sac', '--engine', 'fast'], 'train', '--engine', 'fast', 'compiled, eager'),
  value(['train', 'sac', '--envs', '0'], 'train', '--envs', '0', 'a whole number from 1 to 65536'),
  value(['train', 'sac', '--envs', '9007199254740991'], 'train', '--envs', '9007199254740991', 'from 1 to 65536'),
  value(['train', 'sac', '--evaluate-every', 'x'], 'train', '--evaluate-every', 'x', WHOLE),
  value(train('--checkpoint-every', '5x'), 'train', '--checkpoint-every', '5x', TIMES),
  value(train('--checkpoint-every', '0'), 'train', '--checkpoint-every', '0', TIMES),
  value(train('--checkpoint-every', '-3s'), 'train', '--checkpoint-every', '-3s', TIMES),
  value(train('--stop-when-return', 'high'), 'train', '--stop-when-return', 'high', 'Expected a number'),
  value(['evaluate', 'x', '--episodes', '0'], 'evaluate', '--episodes', '0', 'from 1 to 1000000'),
  value(
    ['evaluate', 'x', '--episodes', '1', '--max-episode-steps', '0'],
    'evaluate',
    '--max-episode-steps',
    '0',
    WHOLE,
  ),
  value(['resume', 'x', '--steps', '-1'], 'resume', '--steps', '-1', WHOLE),
  value(['compare', '--seeds', '0'], 'compare', '--seeds', '0', 'from 1 to 10000'),
  value(['compare', '--jobs', 'x'], 'compare', '--jobs', 'x', 'from 1 to 4096'),
  {
    argv: ['train', 'sac', '--env'],
    code: 'VEM_OPTION_VALUE',
    status: 2,
    says: ['vem train', '--env <id>', 'argument missing', '--help'],
  },
  {
    argv: ['train', 'sac'],
    code: 'VEM_OPTION_REQUIRED',
    status: 2,
    path: '--env <id>',
    says: ['vem train', '--env', 'required', 'vem list envs'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1'],
    code: 'VEM_OPTION_REQUIRED',
    status: 2,
    says: ['vem train', '--steps <n>', 'required'],
  },
  {
    argv: ['train', '--steps', '9'],
    code: 'VEM_OPTION_REQUIRED',
    status: 2,
    says: ['vem train', '<preset> or --config', 'required'],
  },
  { argv: ['evaluate', 'x'], code: 'VEM_OPTION_REQUIRED', status: 2, says: ['vem evaluate', '--episodes', '--help'] },
  {
    argv: ['compare', '--resume'],
    code: 'VEM_OPTION_REQUIRED',
    status: 2,
    says: ['vem compare', '--out <dir>', 'which comparison to continue'],
  },
  {
    argv: ['train', 'sac', '--config', 'x'],
    code: 'VEM_OPTION_CONFLICT',
    status: 2,
    says: ['vem train', '"sac"', '--config says what to run'],
  },
  {
    argv: ['train', '--env', 'a', '--config', 'x'],
    code: 'VEM_OPTION_CONFLICT',
    status: 2,
    says: ['vem train', '--env', '--config says'],
  },
  {
    argv: train('--init', 'prior'),
    code: 'VEM_INIT_SYNTAX',
    status: 2,
    says: ['--init', '"prior"', 'group=DIR', 'runs/teacher'],
  },
  {
    argv: train('--init', 'posterior=nowhere'),
    code: 'VEM_CHECKPOINT_MISSING',
    status: 2,
    says: ['nowhere', 'no such directory', 'Check the path'],
  },
];

const names: readonly InvalidCommand[] = [
  {
    argv: ['list', 'preset'],
    code: 'VEM_LIST_UNKNOWN',
    status: 2,
    says: ['vem list', '"preset"', 'Did you mean "presets"?'],
  },
  {
    argv: ['train', 'sca', '--env', 'Pendulum-v1', '--steps', '9'],
    code: 'VEM_PRESET_UNKNOWN',
    status: 2,
    says: ['Preset "sca"', 'Did you mean "sac"?', 'vem list presets'],
  },
  { argv: ['explain', 'sca'], code: 'VEM_PRESET_UNKNOWN', status: 2, says: ['Preset "sca"', 'Did you mean "sac"?'] },
  {
    argv: ['train', 'sac', '--env', 'Pendulum', '--steps', '9'],
    code: 'VEM_ENVIRONMENT_UNKNOWN',
    status: 2,
    slot: 'environment',
    says: ['Environment "Pendulum"', 'Did you mean "Pendulum-v1"?'],
  },
  {
    argv: ['explain', 'sac', '--env', 'CartPole-v0'],
    code: 'VEM_ENVIRONMENT_UNKNOWN',
    status: 2,
    slot: 'environment',
    says: ['"CartPole-v0"', 'Did you mean "CartPole-v1"?'],
  },
  {
    argv: ['compare', '--suite', 'quik'],
    code: 'VEM_SUITE_UNKNOWN',
    status: 2,
    says: ['Suite "quik"', 'Did you mean "quick"?'],
  },
  {
    argv: ['bench', '--only', 'sac-updat-halfcheetah'],
    code: 'VEM_BENCHMARK_UNKNOWN',
    status: 2,
    says: ['"sac-updat-halfcheetah"', 'Did you mean "sac-update-halfcheetah"?'],
  },
];

const settings: readonly InvalidCommand[] = [
  {
    argv: set('prior'),
    code: 'VEM_SETTING_SYNTAX',
    status: 2,
    says: ['--set "prior"', 'slot.option=value', 'e.g. --set'],
  },
  { argv: set('=3'), code: 'VEM_SETTING_SYNTAX', status: 2, says: ['--set "=3"', 'slot.option=value'] },
  {
    argv: set('pior=gaussian'),
    code: 'VEM_SETTING_SLOT',
    status: 2,
    says: ['--set "pior"', 'no slot', 'Did you mean "prior"?'],
  },
  {
    argv: set('prior=3'),
    code: 'VEM_SETTING_PLUGIN',
    status: 2,
    says: ['--set "prior"', 'the name of a plugin', 'received 3'],
  },
  {
    argv: set('trustRegion.epsilon=1'),
    code: 'VEM_SETTING_EMPTY_SLOT',
    status: 2,
    slot: 'trustRegion',
    says: ['"trustRegion.epsilon"', 'is empty', '--set trustRegion=plugin'],
  },
  {
    argv: set('environment=CartPole-v1'),
    code: 'VEM_SETTING_ENVIRONMENT',
    status: 2,
    slot: 'environment',
    says: ['--set "environment"', '--env'],
  },
  {
    argv: set('prior=gausian'),
    code: 'VEM_PLUGIN_UNKNOWN',
    status: 2,
    slot: 'prior',
    says: ['Slot "prior"', '"gausian"', 'Did you mean "gaussian"?'],
  },
  {
    argv: set('schedule=replay'),
    code: 'VEM_PLUGIN_UNKNOWN',
    status: 2,
    slot: 'schedule',
    says: ['Slot "schedule"', '"replay"', 'Known: before-acting, every-batch, off-policy'],
  },
  {
    argv: set('posterior=null'),
    code: 'VEM_SLOT_MISSING',
    status: 2,
    slot: 'posterior',
    says: ['Slot "posterior"', 'empty', 'fill it'],
  },
  {
    argv: set('optimiser=null'),
    code: 'VEM_SLOT_MISSING',
    status: 2,
    slot: 'optimiser',
    says: ['Slot "optimiser"', 'empty', 'fill it'],
  },
  option('prior.stdd=1', 'prior', 'stdd', 'no option', 'received 1', 'Known: reference'),
  option('posterior.hiden=[32]', 'posterior', 'hiden', 'no option', 'received [32]', 'Did you mean "hidden"?'),
  option('optimiser.learningRate=fast', 'optimiser', 'learningRate', 'expected a number', 'received "fast"', 'It is:'),
  option('optimiser.learningRate=-1', 'optimiser', 'learningRate', 'to be >0', 'received -1', 'It is:'),
  option('returns.discount=1.5', 'returns', 'discount', 'to be <=1', 'received 1.5', 'It is:'),
  option('posterior.hidden=[0]', 'posterior', 'hidden.0', 'to be >0', 'received 0', 'units per hidden layer'),
  option('posterior.hidden=64', 'posterior', 'hidden', 'expected array', 'received 64', 'units per hidden layer'),
  option('data.batchSize=0', 'data', 'batchSize', 'to be >0', 'received 0', 'It is:'),
  option('data.capacity=many', 'data', 'capacity', 'expected number', 'received "many"', 'It is:'),
  option('environment.gravitee=1', 'environment', 'gravitee', 'no option', 'received 1', 'Did you mean "gravity"?'),
  option('environment.gravity=strong', 'environment', 'gravity', 'expected number', 'received "strong"', 'It is:'),
  {
    argv: set('data.window=3'),
    code: 'VEM_CAPABILITY_MISSING',
    status: 2,
    slot: 'data',
    path: 'returns.windows',
    says: ['Slot "data"', 'needs "windows"', '"one-step" does not provide it', 'Plugins that provide it: n-step'],
  },
];

const places: readonly InvalidCommand[] = [
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'a-file'],
    code: 'VEM_OUT_UNUSABLE',
    status: 2,
    path: 'a-file',
    says: ['"a-file"', 'it is a file, not a folder', '--out'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'a-file/run'],
    code: 'VEM_OUT_UNUSABLE',
    status: 2,
    path: 'a-file/run',
    says: ['"a-file/run"', 'something on the way is a file', '--out'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', '/dev/full'],
    code: 'VEM_OUT_UNUSABLE',
    status: 2,
    says: ['"/dev/full"', 'not a folder', '--out'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', '/proc/vem'],
    code: 'VEM_OUT_UNUSABLE',
    status: 2,
    says: ['"/proc/vem"', 'does not take new folders', '--out'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'x'.repeat(300)],
    code: 'VEM_OUT_UNUSABLE',
    status: 2,
    says: ['xxx', 'the name is too long', '--out'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'run'],
    code: 'VEM_OUT_TAKEN',
    status: 2,
    path: 'run',
    says: ['"run"', 'holds a run', 'vem resume run', '--out run-2'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'run/checkpoint'],
    code: 'VEM_OUT_TAKEN',
    status: 2,
    says: ['run/checkpoint', 'holds a checkpoint', '--out'],
  },
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '10', '--out', 'comparison'],
    code: 'VEM_OUT_TAKEN',
    status: 2,
    says: ['"comparison"', 'holds a comparison', '--out comparison-2'],
  },
  {
    argv: ['compare', '--out', 'comparison'],
    code: 'VEM_OUT_TAKEN',
    status: 2,
    says: ['"comparison"', 'holds a comparison', 'vem compare --resume --out comparison', '--out comparison-2'],
  },
  {
    argv: ['compare', '--out', 'run'],
    code: 'VEM_OUT_TAKEN',
    status: 2,
    says: ['"run"', 'holds a run', '--out run-2'],
  },
  {
    argv: ['compare', '--resume', '--out', 'run'],
    code: 'VEM_OUT_TAKEN',
    status: 2,
    says: ['"run"', 'holds a run', '--out run-2'],
  },
  {
    argv: ['compare', '--resume', '--out', 'run', '--suite', 'quick'],
    code: 'VEM_OUT_TAKEN',
    status: 2,
    says: ['"run"', 'holds a run', '--out run-2'],
  },
  {
    argv: ['compare', '--out', 'a-file/x'],
    code: 'VEM_OUT_UNUSABLE',
    status: 2,
    says: ['"a-file/x', 'something on the way is a file', '--out'],
  },
  {
    argv: ['train', '--config', 'nowhere'],
    code: 'VEM_CONFIG_UNREADABLE',
    status: 2,
    path: 'nowhere',
    says: ['"nowhere"', 'no such file', 'Name a config.json'],
  },
  {
    argv: ['train', '--config', 'run'],
    code: 'VEM_CONFIG_UNREADABLE',
    status: 2,
    says: ['"run"', 'a folder', 'Name a config.json'],
  },
  {
    argv: ['train', '--config', 'a-file'],
    code: 'VEM_CONFIG_UNREADABLE',
    status: 2,
    says: ['"a-file"', 'JSON', 'Name a config.json'],
  },
  {
    argv: ['report', 'nowhere'],
    code: 'VEM_RESULTS_NOT_FOUND',
    status: 2,
    path: 'nowhere',
    says: ['"nowhere"', 'neither results nor finished runs', 'Name a folder'],
  },
  { argv: ['report', 'a-file'], code: 'VEM_RESULTS_NOT_FOUND', status: 2, says: ['"a-file"', 'Name a folder'] },
  { argv: ['diff', 'run', 'nowhere'], code: 'VEM_RESULTS_NOT_FOUND', status: 2, says: ['"nowhere"', 'Name a folder'] },
  { argv: ['diff', 'run#sca', 'run'], code: 'VEM_ROW_UNKNOWN', status: 2, says: ['"sca"', 'sac'] },
  {
    argv: ['evaluate', 'nowhere', '--episodes', '1'],
    code: 'VEM_CHECKPOINT_MISSING',
    status: 2,
    path: 'nowhere',
    says: ['"nowhere"', 'no such directory', 'Check the path'],
  },
  {
    argv: ['evaluate', 'a-file', '--episodes', '1'],
    code: 'VEM_CHECKPOINT_IS_FILE',
    status: 2,
    says: ['"a-file"', 'a checkpoint is a directory', 'found a file'],
  },
  {
    argv: ['evaluate', 'comparison', '--episodes', '1'],
    code: 'VEM_CHECKPOINT_NOT_A_CHECKPOINT',
    status: 2,
    says: ['"comparison"', 'manifest.json', 'found none'],
  },
  {
    argv: ['evaluate', 'comparison', '--episodes', '1', '--best'],
    code: 'VEM_RUN_NO_BEST',
    status: 1,
    says: ['"comparison"', 'no best policy', 'Leave out --best'],
  },
  {
    argv: ['evaluate', 'run', '--episodes', '1', '--max-episode-steps', '20'],
    code: 'VEM_EPISODE_ENDLESS',
    status: 1,
    slot: 'environment',
    says: ['"Pendulum-v1"', 'within 20 steps', 'time limit', '--max-episode-steps'],
  },
  {
    argv: ['resume', 'nowhere'],
    code: 'VEM_RUN_NOT_FOUND',
    status: 2,
    path: 'nowhere',
    says: ['"nowhere"', 'no config.json', 'vem train'],
  },
  { argv: ['resume', 'a-file'], code: 'VEM_RUN_NOT_FOUND', status: 2, says: ['"a-file"', 'no config.json'] },
  { argv: ['resume', 'comparison'], code: 'VEM_RUN_NOT_FOUND', status: 2, says: ['"comparison"', 'no config.json'] },
  {
    argv: ['resume', 'run', '--steps', '5'],
    code: 'VEM_RESUME_STEPS',
    status: 2,
    says: ['"run"', 'received 5', 'Give 60 or more'],
  },
  {
    argv: ['compare', '--suite', 'nowhere.json'],
    code: 'VEM_SUITE_UNREADABLE',
    status: 2,
    says: ['"nowhere.json"', 'no such file', 'Name a JSON file'],
  },
  { argv: ['compare', '--suite', 'a-file'], code: 'VEM_SUITE_UNREADABLE', status: 2, says: ['"a-file"', 'JSON'] },
  {
    argv: ['compare', '--resume', '--out', 'comparison', '--steps', '30'],
    code: 'VEM_RESUME_SHRINKS',
    status: 2,
    path: 'comparison',
    says: ['"comparison"', 'take nothing away', 'has 60 env steps', 'received 30', '--out'],
  },
  {
    argv: ['compare', '--resume', '--out', 'comparison', '--suite', 'other-tiny.json'],
    code: 'VEM_RESUME_SHRINKS',
    status: 2,
    says: ['it has a run "sac-Pendulum-v1-seed1"', 'a suite without it'],
  },
  {
    argv: ['compare', '--resume', '--out', 'nowhere'],
    code: 'VEM_COMPARISON_NOT_FOUND',
    status: 2,
    path: 'nowhere',
    says: ['--resume', 'there is none in "nowhere"', '--suite'],
  },
  {
    argv: ['compare', '--resume', '--out', 'comparison', '--suite', 'quick'],
    code: 'VEM_RESUME_DIFFERS',
    status: 2,
    path: 'name',
    says: ['"tiny"', 'received "quick"'],
  },
];

/** Damage by name: what the test does to a copy of `run` or `comparison` is in damage.ts. */
const damaged = (
  broken: string,
  argv: (folder: string) => readonly string[],
  code: string,
  status: 1 | 2,
  ...says: readonly string[]
): InvalidCommand => ({ argv: argv(broken), broken, code, status, says });

const evaluate = (folder: string) => ['evaluate', folder, '--episodes', '1'];
const resume = (folder: string) => ['resume', folder, '--steps', '70'];
const report = (folder: string) => ['report', folder];
const repeat = (folder: string) => ['train', '--config', `${folder}/config.json`, '--out', 'never'];
const goOn = (folder: string) => ['compare', '--resume', '--out', folder];

const files: readonly InvalidCommand[] = [
  damaged(
    'checkpoint cut short',
    evaluate,
    'VEM_CHECKPOINT_DAMAGED',
    1,
    'parameters.safetensors',
    'bytes',
    'found',
    'use an earlier one',
  ),
  damaged(
    'checkpoint with a flipped bit',
    evaluate,
    'VEM_CHECKPOINT_DAMAGED',
    1,
    'parameters.safetensors',
    'sha256',
    'found',
    'Copy the checkpoint again',
  ),
  damaged(
    'checkpoint without a file',
    evaluate,
    'VEM_CHECKPOINT_FILE_MISSING',
    1,
    'parameters.safetensors',
    'needs it',
    'Copy the checkpoint again',
  ),
  damaged(
    'checkpoint with an edited manifest',
    evaluate,
    'VEM_CHECKPOINT_DAMAGED',
    1,
    'manifest.json',
    'checksum',
    'found',
  ),
  damaged('checkpoint with half a manifest', evaluate, 'VEM_CHECKPOINT_DAMAGED', 1, 'manifest.json', 'not JSON'),
  damaged(
    'checkpoint of another version',
    evaluate,
    'VEM_CHECKPOINT_VERSION',
    1,
    'format 1',
    'received format 99',
    'Read it with the version',
  ),
  damaged(
    'checkpoint with parameters of another shape',
    evaluate,
    'VEM_POLICY_SHAPE',
    1,
    'Stored policy',
    'as [3, 8]',
    'as [3, 4]',
    'copy the checkpoint again',
  ),
  damaged(
    'checkpoint with parameters of another run',
    resume,
    'VEM_RESUME_NONE_WHOLE',
    1,
    'at-',
    'none whole',
    'VEM_PARAMETER_MISMATCH',
    'start the run anew',
  ),
  damaged('run before its first checkpoint', evaluate, 'VEM_RUN_NO_POLICY', 1, 'no checkpoint yet', 'vem resume'),
  damaged(
    'run with half a configuration',
    resume,
    'VEM_CONFIG_UNREADABLE',
    2,
    'config.json',
    'JSON',
    'Name a config.json',
  ),
  damaged(
    'run with a seed that is too large',
    repeat,
    'VEM_CONFIG_INVALID',
    2,
    'config.json',
    'seed',
    '4294967295',
    'received 4294967296',
    'Start from the config.json',
  ),
  damaged(
    'run with a seed of the wrong type',
    repeat,
    'VEM_CONFIG_INVALID',
    2,
    'seed',
    'expected number',
    'received "one"',
  ),
  damaged('run with an unknown key', repeat, 'VEM_CONFIG_INVALID', 2, 'sed', 'no such key', 'received 3'),
  damaged(
    'run of an unknown plugin',
    repeat,
    'VEM_PLUGIN_UNKNOWN',
    2,
    'Slot "prior"',
    '"gausian"',
    'Did you mean "gaussian"?',
  ),
  damaged(
    'run with damaged metrics',
    resume,
    'VEM_STORE_DAMAGED',
    1,
    'metrics.jsonl", line 1',
    'not the JSON',
    'delete that line',
  ),
  damaged('run with damaged evaluations', report, 'VEM_STORE_DAMAGED', 1, 'evaluations.jsonl", line 1', 'not the JSON'),
  damaged('run with half a result', report, 'VEM_STORE_DAMAGED', 1, 'result.json', 'Restore the file'),
  damaged('run with a result of another kind', resume, 'VEM_STORE_DAMAGED', 1, 'result.json', 'Restore the file'),
  damaged(
    'run without a whole checkpoint',
    resume,
    'VEM_RESUME_NONE_WHOLE',
    1,
    'at-',
    'none whole',
    'VEM_CHECKPOINT_DAMAGED',
    'start the run anew',
  ),
  damaged('run in use', resume, 'VEM_FOLDER_IN_USE', 1, 'only one process', 'process 1 on elsewhere', 'delete'),
  damaged('comparison in use', goOn, 'VEM_FOLDER_IN_USE', 1, 'only one process', 'process 1 on elsewhere', 'delete'),
  damaged('comparison with half a plan', report, 'VEM_STORE_DAMAGED', 1, 'comparison.json', 'Restore the file'),
  damaged(
    'comparison made elsewhere',
    goOn,
    'VEM_COMPARISON_INEXACT',
    1,
    'Node 1.2.3',
    'this is vem',
    '--allow-inexact',
  ),
  damaged(
    'suite with an unknown key',
    (name) => ['compare', '--suite', `${name}.json`],
    'VEM_SUITE_INVALID',
    2,
    'episode',
    'no such key',
    'received 3',
    'comparison.json',
  ),
  damaged(
    'suite without rows',
    (name) => ['compare', '--suite', `${name}.json`],
    'VEM_SUITE_INVALID',
    2,
    'rows',
    'received []',
  ),
  damaged(
    'suite of an unknown preset',
    (name) => ['compare', '--suite', `${name}.json`],
    'VEM_PRESET_UNKNOWN',
    2,
    '"sca"',
    'Did you mean "sac"?',
  ),
  damaged(
    'suite of an impossible row',
    (name) => ['compare', '--suite', `${name}.json`],
    'VEM_CAPABILITY_MISSING',
    2,
    'Slot "bootstrap"',
    'posterior',
    'logProb',
  ),
];

/** Everything that the command is given and refuses. */
export const invalidCommands: readonly InvalidCommand[] = [
  ...usage,
  ...names,
  ...settings,
  ...places,
  ...files,
  ...edgeCommands,
  ...pluginRows,
];
