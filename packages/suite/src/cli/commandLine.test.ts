import { describe, expect, it } from 'vitest';
import { vemHere } from './testing/vemHere.js';

describe('wrong usage', () => {
  it.each([
    { argv: ['fly', 'x'], code: 'VEM_COMMAND_UNKNOWN', received: 'fly', says: 'Commands: list, explain, train' },
    { argv: ['trian'], code: 'VEM_COMMAND_UNKNOWN', received: 'trian', says: 'Did you mean train?' },
    {
      argv: ['train', 'sac', '--stepz', '3'],
      code: 'VEM_OPTION_UNKNOWN',
      received: '--stepz',
      says: 'Did you mean --steps?',
    },
    { argv: ['train', 'sac', '--steps', '1.5'], code: 'VEM_OPTION_VALUE', received: '1.5', says: 'a whole number ≥ 1' },
    {
      argv: ['train', 'sac', '--seed', '4294967296'],
      code: 'VEM_OPTION_VALUE',
      received: '4294967296',
      says: 'from 0 to 4294967295',
    },
    { argv: ['train', 'sac', '--engine', 'fast'], code: 'VEM_OPTION_VALUE', received: 'fast', says: 'compiled, eager' },
    { argv: ['train', 'sac', '--env'], code: 'VEM_OPTION_VALUE', received: '--env <id>', says: 'argument missing' },
    { argv: ['train', 'sac'], code: 'VEM_OPTION_REQUIRED', received: undefined, says: '--env' },
    { argv: ['train', '--steps', '9'], code: 'VEM_OPTION_REQUIRED', received: undefined, says: '<preset> or --config' },
    { argv: ['train', 'sac', '--config', 'x'], code: 'VEM_OPTION_CONFLICT', received: undefined, says: '--config' },
    { argv: ['evaluate', 'x'], code: 'VEM_OPTION_REQUIRED', received: '--episodes <n>', says: '--episodes' },
    { argv: ['report'], code: 'VEM_ARGUMENT_MISSING', received: 'dir', says: 'dir' },
    { argv: ['report', 'a', 'b'], code: 'VEM_ARGUMENT_EXCESS', received: undefined, says: 'too many' },
    { argv: ['list', 'preset'], code: 'VEM_LIST_UNKNOWN', received: 'preset', says: 'Did you mean "presets"?' },
    { argv: ['explain', 'sca'], code: 'VEM_PRESET_UNKNOWN', received: 'sca', says: 'Did you mean "sac"?' },
    {
      argv: ['compare', '--suite', 'quik'],
      code: 'VEM_SUITE_UNKNOWN',
      received: 'quik',
      says: 'Did you mean "quick"?',
    },
    {
      argv: ['bench', '--only', 'sac-updat-halfcheetah'],
      code: 'VEM_BENCHMARK_UNKNOWN',
      received: 'sac-updat-halfcheetah',
      says: 'Did you mean "sac-update-halfcheetah"?',
    },
    { argv: ['report', '/nowhere'], code: 'VEM_RESULTS_NOT_FOUND', received: undefined, says: '/nowhere' },
    { argv: ['train', '--config', '/nowhere'], code: 'VEM_CONFIG_UNREADABLE', received: undefined, says: '/nowhere' },
  ])('$argv: $code', async ({ argv, code, received, says }) => {
    const plain = await vemHere(...argv);
    expect(plain).toMatchObject({ status: 2, stdout: '' });
    expect(plain.stderr).toContain(`${code}: `);
    expect(plain.stderr).toContain(says);
    expect(plain.stderr).not.toMatch(/\n\s+at /);

    const json = await vemHere(...argv, '--json');
    expect(json.status).toBe(2);
    const { error } = JSON.parse(json.stdout);
    // An option without its value takes `--json` for it; all others see the same words.
    if (argv.at(-1) !== '--env') expect(error).toMatchObject({ code, ...(received === undefined ? {} : { received }) });
    expect(json.stderr).toContain(error.message);
  });

  it('shows where an error comes from only when asked', async () => {
    expect((await vemHere('trian', '--verbose')).stderr).toMatch(/\n\s+at /);
  });
});

describe('answers', () => {
  it('lists what there is, in text and as one JSON array', async () => {
    const { stdout, status } = await vemHere('list', 'presets', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        name: 'sac',
        cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
        description: expect.any(String),
      }),
    );
    expect((await vemHere('list')).stdout).toMatch(
      /Presets[\s\S]*sac[\s\S]*Environments[\s\S]*Pendulum-v1[\s\S]*Plugins[\s\S]*gaussian[\s\S]*Suites[\s\S]*quick/,
    );
  });

  it("explains a preset's slots, options and phases", async () => {
    const { slots, phases } = JSON.parse((await vemHere('explain', 'sac', '--env', 'Pendulum-v1', '--json')).stdout);
    expect(slots.environment.use).toBe('Pendulum-v1');
    expect(slots.posterior.options.hidden).toEqual({
      value: [256, 256],
      description: expect.stringContaining('units'),
    });
    expect(phases).toEqual([['value'], ['eStep', 'temperature']]);
    expect((await vemHere('explain', 'sac')).stdout).toContain(
      'Loop: act → store → value → eStep + temperature → sync targets → report',
    );
  });

  it('helps', async () => {
    for (const argv of [[], ['--help'], ['help']]) {
      const { status, stdout } = await vemHere(...argv);
      expect(status).toBe(0);
      expect(stdout).toContain('Usage: vem');
    }
    expect((await vemHere('train', '--help')).stdout).toContain('--evaluate-every');
  });
});
