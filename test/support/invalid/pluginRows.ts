import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InvalidCommand } from './rows.js';

/** What the rows name, by file. `definePluginPackage` marks its values by this symbol in every copy of the framework. */
const MARK = `[Symbol.for('vem/plugin-package')]: true, name: undefined, plugins: [], presets: [], environments: [], suites: []`;
const FILES: Readonly<Record<string, string>> = {
  'plugins/empty.mjs': 'export const nothing = 1;',
  'plugins/several.mjs': `export const a = { ${MARK} }; export const b = { ${MARK} };`,
  'plugins/throws.mjs': "throw new Error('not today');",
  'plugins/syntax.mjs': 'export default {;',
  'plugins/missing-import.mjs': "import './nowhere.mjs';",
  'plugins/suite.mjs': `export default { ${MARK}, suites: [{ name: 'mine', rows: [] }] };`,
  'plugins/clash.mjs': `export default { ${MARK}, presets: [Object.assign(() => ({}), { info: { name: 'sac' } })] };`,
  'plugins/clash-suite.mjs': `export default { ${MARK}, suites: [{ name: 'quick', description: 'x', rows: [{ name: 'a', preset: 'sac' }], environments: [{ id: 'Pendulum-v1', steps: 1 }], seeds: 1, episodes: 1 }] };`,
  'plugins/not-json.config.json': '{ plugins: }',
  'plugins/no-list.json': '{ "plugins": "x" }',
  'plugins/other-key.json': '{ "plugins": [], "presets": [] }',
  'plugins/number.json': '{ "plugins": [1] }',
  'plugins/leads-nowhere.json': '{ "plugins": ["./nowhere.js"] }',
  'plugins/without-main/package.json': '{ "name": "without-main", "version": "1.0.0" }',
  'other-tiny.json': JSON.stringify({
    name: 'tiny',
    description: 'another row',
    rows: [{ name: 'other', preset: 'sac' }],
    environments: [{ id: 'Pendulum-v1', steps: 60 }],
    seeds: 1,
    episodes: 1,
  }),
};

export function writePluginFiles(root: string): void {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const plugins = (name: string, code: string, ...says: readonly string[]): InvalidCommand => ({
  argv: ['list', '--plugins', name],
  code,
  status: 2,
  says,
});

const EXAMPLE = 'export default definePluginPackage(';

/** Commands with plugins of others that must be refused. */
export const pluginRows: readonly InvalidCommand[] = [
  plugins('./nowhere.js', 'VEM_PLUGINS_NOT_FOUND', '"./nowhere.js" (--plugins)', 'no such file', 'Paths begin at'),
  plugins('nowhere.mjs', 'VEM_PLUGINS_NOT_FOUND', '"nowhere.mjs"', 'no such file'),
  plugins('/proc/1/nowhere', 'VEM_PLUGINS_NOT_FOUND', '"/proc/1/nowhere"', 'no such file'),
  plugins('no-such-package', 'VEM_PLUGINS_NOT_FOUND', 'no package of that name', 'npm i no-such-package'),
  plugins('@nobody/none', 'VEM_PLUGINS_NOT_FOUND', 'no package of that name', 'npm i @nobody/none'),
  plugins('Not A Name', 'VEM_PLUGINS_NOT_FOUND', '"Not A Name"'),
  plugins('./plugins', 'VEM_PLUGINS_NOT_FOUND', '"./plugins"', 'no such file, nor a folder with a package'),
  plugins('./plugins/without-main', 'VEM_PLUGINS_NOT_FOUND', 'without-main', 'build the package'),
  plugins('./plugins/empty.mjs', 'VEM_PLUGINS_NOT_A_PACKAGE', 'it exports nothing', EXAMPLE),
  plugins('./plugins/several.mjs', 'VEM_PLUGINS_NOT_A_PACKAGE', 'one value', 'it exports a, b', EXAMPLE),
  plugins('./plugins/throws.mjs', 'VEM_PLUGINS_FAILED', 'threw: not today', '--verbose'),
  plugins('./plugins/syntax.mjs', 'VEM_PLUGINS_FAILED', 'plugins/syntax.mjs'),
  plugins('./plugins/missing-import.mjs', 'VEM_PLUGINS_FAILED', 'nowhere.mjs'),
  plugins('./plugins/suite.mjs', 'VEM_SUITE_INVALID', '"mine"'),
  plugins('./plugins/clash.mjs', 'VEM_PLUGINS_CLASH', 'Preset "sac"', 'vem itself', 'clash.mjs'),
  plugins('./plugins/clash-suite.mjs', 'VEM_PLUGINS_CLASH', 'Suite "quick"', 'vem itself', 'clash-suite.mjs'),
  plugins('./plugins/not-json.config.json', 'VEM_PLUGINS_CONFIG', 'cannot be read as JSON', '--no-plugins'),
  plugins('./plugins/no-list.json', 'VEM_PLUGINS_CONFIG', 'a list "plugins"', '{"plugins":"x"}'),
  plugins('./plugins/other-key.json', 'VEM_PLUGINS_CONFIG', 'only "plugins" is known', '"presets"'),
  plugins('./plugins/number.json', 'VEM_PLUGINS_CONFIG', 'paths, names of packages', 'received 1'),
  plugins('./plugins/leads-nowhere.json', 'VEM_PLUGINS_NOT_FOUND', 'leads-nowhere.json', './nowhere.js'),
  {
    argv: ['train', 'sac', '--env', 'Pendulum-v1', '--steps', '9', '--out', 'never', '--plugins', './nowhere.js'],
    code: 'VEM_PLUGINS_NOT_FOUND',
    status: 2,
    says: ['"./nowhere.js"'],
  },
  ...['resume', 'report', 'play'].map(
    (command): InvalidCommand => ({
      argv: [command, 'run', '--plugins', './nowhere.js'],
      code: 'VEM_PLUGINS_NOT_FOUND',
      status: 2,
      says: ['"./nowhere.js"'],
    }),
  ),
  {
    argv: ['bench', '--plugins', './plugins/throws.mjs'],
    code: 'VEM_PLUGINS_FAILED',
    status: 2,
    says: ['not today'],
  },
  {
    argv: ['list', '--plugins'],
    code: 'VEM_OPTION_VALUE',
    status: 2,
    says: ['vem list', '--plugins <module>', 'argument missing'],
  },
  {
    argv: ['explain', 'prior=gausian'],
    code: 'VEM_PRESET_UNKNOWN',
    status: 2,
    says: ['"prior=gausian"', 'vem list'],
  },
  {
    argv: ['explain', 'gaussian', '--env', 'Pendulum-v1'],
    code: 'VEM_OPTION_CONFLICT',
    status: 2,
    says: ['--env', '"gaussian" is not a preset'],
  },
];
