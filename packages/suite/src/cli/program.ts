import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import {
  MAX_COPIES,
  MAX_EPISODES,
  MAX_JOBS,
  MAX_SEEDS,
  MAX_SHOWN_EPISODES,
  MAX_THREADS,
} from '../experiment/limits.js';
import type { Answer } from './commandLine.js';
import { MAX_SEED, realNumber, share, storeInterval, wholeNumber } from './numbers.js';
import type { Terminal } from './terminal.js';

const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];
/** After --no-plugins the value of --plugins is `false`. */
const collectNames = (value: string, earlier: unknown): readonly string[] =>
  collect(value, Array.isArray(earlier) ? (earlier as string[]) : []);
const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/**
 * The `vem` command with what is built. Each command's code is loaded when it runs, so that help and lists answer at
 * once.
 *
 * @param answer - receives what the command has to say
 */
export function createProgram(terminal: Terminal, answer: (given: Answer) => void): Command {
  const program = new Command('vem')
    .description(
      'Reinforcement learning as variational EM: prior, posterior, likelihood and the rest are slots; algorithms are presets.',
    )
    .version(version(), '--version')
    .exitOverride()
    .configureOutput({ writeOut: terminal.stdout, writeErr: () => {} });
  const command = (nameAndArguments: string, description: string) =>
    program
      .command(nameAndArguments)
      .description(description)
      .option('--json', 'print one JSON document on stdout')
      .addOption(
        new Option(
          '--plugins <module>',
          'know the plugins of this file or package too, besides those of vem.config; may be repeated',
        ).argParser(collectNames),
      )
      .option('--no-plugins', "know vem's own plugins only, and read no vem.config")
      .option('--verbose', 'show where an error comes from');
  const seed = () => new Option('--seed <s>', 'random seed, 0 … 2^32 − 1').argParser(wholeNumber(0, MAX_SEED));
  const engine = new Option(
    '--engine <name>',
    'what runs tensor programs: ONNX Runtime, or tfjs for debugging',
  ).choices(['compiled', 'eager']);
  const settings = new Option(
    '--set <slot.option=value>',
    'set an option, or swap a plugin by slot=plugin; may be repeated',
  )
    .argParser(collect)
    .default([], 'none');

  const checkpointEvery = () =>
    new Option(
      '--checkpoint-every <n|time>',
      'write a checkpoint every so many environment steps, or so often (30s, 5m); changes no number (default: 60s)',
    ).argParser(storeInterval);
  const trust = () => new Option('--trust', 'import the plugins that the folder names, if you trust whoever made it');
  const allowInexact = () =>
    new Option(
      '--allow-inexact',
      'continue even where the numbers may differ: another engine, thread count or library version',
    );

  command('list [kind]', 'what there is: presets, envs, plugins or suites').action(
    async (kind: string | undefined, options) =>
      answer(await (await import('./commands/list.js')).list(kind, options, terminal)),
  );

  command(
    'explain <name>',
    "a preset's slots with their options and sources, and the phases of its loop; or one plugin or environment",
  )
    .option('--env <id>', 'as the preset is on this environment')
    .action(async (name: string, options) =>
      answer(await (await import('./commands/explain.js')).explain(name, options, terminal)),
    );

  command('train [preset]', 'one run, from a preset or from the config.json of an earlier run')
    .option('--env <id>', 'environment')
    .option('--steps <n>', 'environment steps of the whole run', wholeNumber(1))
    .addOption(seed())
    .option('--out <dir>', 'folder of the run (default: a fresh one in runs/)')
    .addOption(settings)
    .option('--config <file>', 'repeat the run of this config.json; other options change it')
    .option('--envs <n>', 'copies of the environment that are stepped together', wholeNumber(1, MAX_COPIES))
    .addOption(engine)
    .option('--threads <n>', 'threads that share the batch of an update (default: 1)', wholeNumber(1, MAX_THREADS))
    .option(
      '--evaluate-every <n>',
      'environment steps between points of the learning curve (default: a tenth of --steps)',
      wholeNumber(1),
    )
    .addOption(
      new Option(
        '--init <group=dir>',
        "start a group of parameters from another run's: group=DIR, or group=DIR#group-there; may be repeated",
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option(
      '--stop-when-return <r>',
      'end training at the first point of the learning curve whose mean return is at least this',
      realNumber,
    )
    .option(
      '--max-episode-steps <n>',
      'steps after which a test episode is cut (default: 1000 where the environment has no time limit)',
      wholeNumber(1),
    )
    .addOption(checkpointEvery())
    .option(
      '--tensorboard',
      'write an event file for TensorBoard as it trains, to tensorboard in the folder of the run',
    )
    .addOption(trust())
    .action(async (preset: string | undefined, options) =>
      answer(await (await import('./commands/train.js')).train(preset, options, terminal)),
    );

  command('resume <dir>', 'continue a run exactly where its newest checkpoint left it')
    .option('--steps <n>', 'environment steps of the whole run (default: as it was begun)', wholeNumber(1))
    .addOption(allowInexact())
    .addOption(trust())
    .action(async (dir: string, options) =>
      answer(await (await import('./commands/resume.js')).resume(dir, options, terminal)),
    );

  command('evaluate <dir>', "fresh test episodes with a run's policy, also while it is trained")
    .requiredOption('--episodes <n>', 'test episodes', wholeNumber(1, MAX_EPISODES))
    .option('--best', 'the policy of the best point of the learning curve instead of the newest')
    .option(
      '--max-episode-steps <n>',
      'steps after which an episode counts as endless (default: 100,000)',
      wholeNumber(1),
    )
    .option('--stochastic', 'act by samples of the policy instead of deterministically')
    .addOption(seed().default(0))
    .addOption(trust())
    .action(async (dir: string, options) =>
      answer(await (await import('./commands/evaluate.js')).evaluate(dir, options, terminal)),
    );

  command('audit <dir>', "how far a run's policy is from the exact posterior, where the model is known")
    .option('--out <file>', 'the page (default: audit.html in the folder)')
    .addOption(trust())
    .action(async (dir: string, options) =>
      answer(await (await import('./commands/audit.js')).audit(dir, options, terminal)),
    );

  command('play <dir>', "a page that shows a run's policy in its environment")
    .option('--episodes <n>', 'episodes to show', wholeNumber(1, MAX_SHOWN_EPISODES), 3)
    .option('--stochastic', 'act by samples of the policy instead of deterministically')
    .addOption(seed().default(0))
    .option('--max-steps <n>', 'steps after which an episode is cut short', wholeNumber(1), 1000)
    .option('--out <file>', 'the page (default: play.html in the folder)')
    .addOption(trust())
    .action(async (dir: string, options) =>
      answer(await (await import('./commands/play.js')).play(dir, options, terminal)),
    );

  command('record <dir>', 'what a stored policy does, as a file of trajectories to learn from: data.path of maxent-irl')
    .requiredOption('--out <file>', 'the file, JSON')
    .option('--episodes <n>', 'test episodes', wholeNumber(1, MAX_EPISODES), 20)
    .option('--best', 'the policy of the best point of the learning curve (default: the newest)')
    .option('--stochastic', 'act by samples of the policy instead of deterministically')
    .addOption(seed().default(0))
    .option('--max-steps <n>', 'steps after which an episode is cut short', wholeNumber(1), 1000)
    .option('--exact', 'no episodes but the visits of the policy, where the environment declares its tables')
    .option(
      '--discount <g>',
      'with --exact: visits at step t count g^t, without end (default: until the time limit)',
      share,
    )
    .addOption(trust())
    .action(async (dir: string, options) =>
      answer(await (await import('./commands/record.js')).record(dir, options, terminal)),
    );

  command('compare', 'run a suite and print the comparison table')
    .option('--suite <name|file>', 'built-in suite or JSON file (default: quick; with --resume: the one begun)')
    .option(
      '--quick',
      'the small form of the suite, for a first look: with --suite table1 its table in a quarter of an hour',
    )
    .option('--seeds <n>', 'seeds per row and environment (default: as in the suite)', wholeNumber(1, MAX_SEEDS))
    .option('--steps <n>', 'environment steps of each run (default: as in the suite)', wholeNumber(1))
    .option(
      '--decide [first:second...]',
      'add seeds in groups of --seeds (default: 5) until these pairs of rows, or all, are told apart on every environment',
    )
    .option('--max-seeds <n>', 'seeds at which --decide gives up (default: 30)', wholeNumber(1, MAX_SEEDS))
    .option('--tensorboard', 'write event files for TensorBoard, to the folder tensorboard')
    .option('--jobs <n>', 'runs at the same time (default: the number of cores)', wholeNumber(1, MAX_JOBS))
    .option(
      '--queue [address]',
      'let workers of this queue make the runs: redis://:password@host:6379; without an address: that in VEM_QUEUE',
    )
    .option('--out <dir>', 'folder of the results (default: a fresh one in results/)')
    .option(
      '--serve',
      'show the report in a browser while it grows: on this machine only, at an address that is printed',
    )
    .option('--resume', 'continue the comparison in --out: only what is missing is run')
    .addOption(checkpointEvery())
    .addOption(allowInexact())
    .addOption(trust())
    .action(async (options) => answer(await (await import('./commands/compare.js')).compare(options, terminal)));

  command('worker [address]', 'make the runs of compare --queue; without an address: of the queue in VEM_QUEUE')
    .option('--jobs <n>', 'runs at the same time (default: the number of cores)', wholeNumber(1, MAX_JOBS))
    .option('--root <dir>', "where comparisons' folders lie here (default: where compare sees them)")
    .option(
      '--lease <seconds>',
      'time without a sign of life after which a run is given to another worker',
      wholeNumber(1, 3600),
      30,
    )
    .action(async (address: string | undefined, options) =>
      answer(await (await import('./commands/worker.js')).worker(address, options, terminal)),
    );

  command('plan', 'every run of a suite in one file, for run-index on any machine')
    .requiredOption('--suite <name|file>', 'built-in suite or JSON file')
    .requiredOption('--out <file>', 'the plan')
    .option('--seeds <n>', 'seeds per row and environment (default: as in the suite)', wholeNumber(1))
    .option('--steps <n>', 'environment steps of each run (default: as in the suite)', wholeNumber(1))
    .action(async (options) => answer(await (await import('./commands/plan.js')).plan(options, terminal)));

  command('run-index <plan> <index>', 'one run of a plan, or what is missing of it')
    .requiredOption('--out <dir>', 'folder of the results; runs of one plan may share it')
    .addOption(allowInexact())
    .addOption(trust())
    .action(async (plan: string, index: string, options) =>
      answer(await (await import('./commands/runIndex.js')).runIndex(plan, wholeNumber(0)(index), options, terminal)),
    );

  command('merge <dir...>', 'folders with runs of one plan become one, with its report')
    .requiredOption('--out <dir>', 'folder of the whole')
    .action(async (folders: readonly string[], options) =>
      answer(await (await import('./commands/merge.js')).merge(folders, options, terminal)),
    );

  command('report <dir>', 'tables, files of all runs and the report from stored runs only')
    .option('--tensorboard', 'write event files for TensorBoard, to the folder tensorboard')
    .action(async (dir: string, options) =>
      answer(await (await import('./commands/report.js')).report(dir, options, terminal)),
    );

  command(
    'diff <a> <b>',
    'two result sets, folders or stored results.json: probability of improvement, and a verdict; DIR#row picks one method',
  ).action(async (a: string, b: string, options) =>
    answer(await (await import('./commands/diff.js')).diff(a, b, options, terminal)),
  );

  command('diagnose <dir>', 'why does it not learn? What stands out in a run, and what to try')
    .option('--probe', 'step the environment even where it is another program (gym:<id>)')
    .option('--no-probe', 'look at the stored metrics only')
    .addOption(trust())
    .action(async (dir: string, options) =>
      answer(await (await import('./commands/diagnose.js')).diagnose(dir, options, terminal)),
    );

  command('bench', "speed of the reference shapes, next to this machine's own matrix product")
    .option('--only <name>', 'one benchmark, or all whose name starts with this')
    .action(async (options) => answer(await (await import('./commands/bench.js')).bench(options, terminal)));

  command('doctor', 'engines, versions and what is missing').action(async () =>
    answer(await (await import('./commands/doctor.js')).doctor()),
  );

  return program;
}
