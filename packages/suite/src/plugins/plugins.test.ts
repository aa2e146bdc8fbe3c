import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { definePluginPackage } from '@vem/framework';
import { sac } from '@vem/presets';
import { sgd } from '@vem/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildCatalogue } from '../catalogue/build.js';
import { registry } from '../catalogue/registry.js';
import { findConfigFile } from './configFile.js';
import { contentHash } from './contentHash.js';
import { importPackages } from './importPackages.js';
import { pluginsFrom, sourcesOf } from './knownPlugins.js';
import { locate } from './locate.js';
import { registryWith } from './registryWith.js';
import { changedPackage, missingPackages, packagesUsed, requireUnchanged, withRecorded } from './requiredPackages.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'vem-plugins-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | object): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
/** A module of plugins without an import, so that it can lie anywhere. */
const module = (...names: readonly string[]): string => {
  const plugin = (name: string) =>
    `{ slot: 'prior', pluginName: '${name}', description: 'x', config: {}, provides: [], requires: [], bind: () => {} }`;
  const parts = 'name: undefined, presets: [], environments: [], suites: []';
  return `export default { [Symbol.for('vem/plugin-package')]: true, ${parts}, plugins: [${names.map(plugin)}] };`;
};
const coded = (code: string) => expect.objectContaining({ code });

describe('locate', () => {
  it('finds files, folders of packages, and packages by name, its own included', async () => {
    const entry = write('node_modules/mine/dist/main.js', module('a'));
    write('node_modules/mine/package.json', { name: 'mine', version: '1.0.0', exports: { import: './dist/main.js' } });
    const old = write('old/lib.js', module('b'));
    write('old/package.json', { name: 'old', main: 'lib.js' });
    const bare = write('bare/index.js', module('c'));
    symlinkSync(join(folder, 'old'), join(folder, 'link'));
    for (const [name, file] of [
      ['./old/lib.js', old],
      ['old/lib.js', old],
      [old, old],
      [`file://${old}`, old],
      ['./old', old],
      ['./link', old],
      ['./bare', bare],
      ['mine', entry],
      ['./node_modules/mine', entry],
    ])
      expect(await locate(name, folder, '--plugins'), name).toBe(file);
    expect(await locate('.', join(folder, 'old'), '--plugins')).toBe(old);
    expect(await locate('mine', dirname(dirname(entry)), '--plugins'), 'itself').toBe(entry);
  });
});

describe('findConfigFile', () => {
  it('takes the nearest one upwards, JavaScript before JSON', async () => {
    const above = write('vem.config.json', { plugins: [] });
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    expect(await findConfigFile(join(folder, 'a/b'))).toEqual({ file: above });
    write('a/vem.config.json', { plugins: [] });
    const script = write('a/vem.config.js', '');
    expect(await findConfigFile(join(folder, 'a/b'))).toEqual({ file: script });
  });

  it.each([
    ['a run', 'config.json', '{\n  "format": "vem-run-1"'],
    ['a comparison', 'comparison.json', '{"format":"vem-comparison-1"'],
    ['a checkpoint', 'manifest.json', '{ "format": "vem-checkpoint"'],
  ])('passes over those in the folder of %s and below it', async (_, name, text) => {
    const own = write('vem.config.json', { plugins: [] });
    write(`results/one/${name}`, text);
    const planted = write('results/one/vem.config.js', 'throw new Error("planted")');
    const deep = write('results/one/deep/vem.config.mjs', 'throw new Error("planted")');
    expect(await findConfigFile(join(folder, 'results/one'))).toEqual({ file: own, passedOver: planted });
    expect(await findConfigFile(join(folder, 'results/one/deep'))).toEqual({ file: own, passedOver: deep });
    expect(await findConfigFile(join(folder, 'results'))).toEqual({ file: own });
  });

  it('counts in a project that has a config.json of its own', async () => {
    write('config.json', '{ "format": "another program" }');
    const file = write('vem.config.json', { plugins: [] });
    expect(await findConfigFile(folder)).toEqual({ file });
  });
});

describe('contentHash', () => {
  it('changes with every module that is imported by a relative path, and with nothing else', async () => {
    const entry = write('index.js', "import './a.js'; export { b } from \"./b.js\"; import 'zod'; require('./c.cjs')");
    write('a.js', "const later = () => import('./d.js');");
    for (const name of ['b.js', 'c.cjs', 'd.js', 'unrelated.js']) write(name, '');
    const first = await contentHash(entry);
    write('unrelated.js', 'changed');
    expect(await contentHash(entry)).toBe(first);
    const hashes = [first];
    for (const name of ['a.js', 'b.js', 'c.cjs', 'd.js']) {
      write(name, name === 'a.js' ? "const later = () => import('./d.js'); 1" : 'changed');
      hashes.push(await contentHash(entry));
    }
    expect(new Set(hashes).size).toBe(5);
  });

  it('is the same wherever the package lies', async () => {
    for (const place of ['here', 'there/deep']) {
      write(`${place}/index.js`, "import './lib/a.js'");
      write(`${place}/lib/a.js`, "import '../index.js'");
    }
    expect(await contentHash(join(folder, 'here/index.js'))).toBe(
      await contentHash(join(folder, 'there/deep/index.js')),
    );
  });
});

describe('importPackages', () => {
  it('takes a package from its default export, another export, or CommonJS', async () => {
    write('package.json', { name: 'mine', version: '2.0.1' });
    const files = [
      write('default.mjs', module('a')),
      write('named.mjs', module('a').replace('export default', 'export const other =')),
      write('common.cjs', module('a').replace('export default', 'module.exports =')),
      write('property.cjs', module('a').replace('export default', 'exports.other =')),
    ];
    for (const file of files) {
      const [{ record, content, source }] = await importPackages(file, file);
      expect(content.plugins.map(({ pluginName }) => pluginName)).toEqual(['a']);
      expect(record).toMatchObject({ name: 'mine', version: '2.0.1', from: file });
      expect(source).toEqual({ file, hash: record.hash });
    }
  });

  it('takes those that a vem.config lists, by path and as values, from the place where it lies', async () => {
    write('lib/one.mjs', module('one'));
    const json = write('vem.config.json', { plugins: ['./lib/one.mjs'] });
    const script = write(
      'vem.config.mjs',
      `${module('two').replace('export default', 'const two =')} export default { plugins: ['./lib/one.mjs', two] };`,
    );
    const names = async (file: string) =>
      (await importPackages(file, file)).flatMap(({ content }) => content.plugins.map(({ pluginName }) => pluginName));
    expect(await names(json)).toEqual(['one']);
    expect(await names(script)).toEqual(['one', 'two']);
  });

  it('gives another process the same plugins, unless the file changed', async () => {
    const file = write('lib.mjs', module('one'));
    const known = registryWith(await importPackages(file, file));
    const [source] = sourcesOf(known);
    const again = await pluginsFrom([source]);
    expect(again.packages.map(({ record }) => record.hash)).toEqual([source.hash]);
    write('lib.mjs', `${module('one')} // changed`);
    await expect(pluginsFrom([source])).rejects.toThrow(coded('VEM_PLUGINS_CHANGED'));
  });
});

const suite = {
  name: 'mine',
  description: 'a suite',
  rows: [{ name: 'a', preset: 'sac' }],
  environments: [{ id: 'Pendulum-v1', steps: 10 }],
  seeds: 1,
  episodes: 1,
};

describe('registryWith', () => {
  it('adds to what comes with vem, which stays as it is', () => {
    const mine = definePluginPackage({ name: 'mine', suites: [suite] });
    const known = registryWith([mine]);
    expect(known.suites.map(({ name }) => name)).toEqual([...registry.suites.map(({ name }) => name), 'mine']);
    expect(known.plugins).toEqual(registry.plugins);
    expect(registry.suites.some(({ name }) => name === 'mine')).toBe(false);
    expect(buildCatalogue(known).suites.at(-1)).toMatchObject({ name: 'mine', package: 'mine' });
    expect(buildCatalogue(known).suites[0]).not.toHaveProperty('package');
  });

  it.each([
    ['a plugin of vem', [definePluginPackage({ name: 'mine', plugins: [sgd] })], 'Slot "optimiser": plugin "sgd"'],
    ['a preset of vem', [definePluginPackage({ name: 'mine', presets: [sac] })], 'Preset "sac"'],
    [
      'a suite of another package',
      [definePluginPackage({ name: 'first', suites: [suite] }), definePluginPackage({ name: 'mine', suites: [suite] })],
      'Suite "mine"',
      'package "first"',
    ],
  ])('refuses the name of %s, with both origins', (_, packages, ...says) => {
    const attempt = () => registryWith(packages);
    expect(attempt).toThrow(coded('VEM_PLUGINS_CLASH'));
    for (const part of [...says, 'package "mine"']) expect(attempt).toThrow(part);
    if (packages.length === 1) expect(attempt).toThrow('vem itself');
  });

  it('checks suites as files are', () => {
    const broken = definePluginPackage({ name: 'mine', suites: [{ ...suite, seeds: 0 } as never] });
    expect(() => registryWith([broken])).toThrow(coded('VEM_SUITE_INVALID'));
  });
});

describe('what a folder names', () => {
  const recorded = { name: 'mine', version: '1.0.0', hash: 'abc', from: './mine.mjs' };

  it('is imported with --trust only, and not if it is known already', async () => {
    const file = write('mine.mjs', module('a'));
    write('package.json', { name: 'mine', version: '1.0.0' });
    const stored = { ...recorded, from: file };
    const without = withRecorded('Run "x"', [stored], registry, { trust: false });
    await expect(without).rejects.toThrow(coded('VEM_PLUGINS_MISSING'));
    await expect(without).rejects.toThrow(/"mine" 1\.0\.0.*--plugins.*--trust/);
    const known = await withRecorded('Run "x"', [stored], registry, { trust: true });
    expect(known.packages.map(({ record }) => record.name)).toEqual(['mine']);
    expect(await withRecorded('Run "x"', [stored], known, { trust: false })).toBe(known);
  });

  it('is not asked for where nothing of it is needed', async () => {
    const options = { trust: false, isNeeded: () => false };
    expect(await withRecorded('Run "x"', [recorded], registry, options)).toBe(registry);
  });

  it('says so if what is there is another package', async () => {
    const file = write('mine.mjs', module('a'));
    write('package.json', { name: 'other', version: '1.0.0' });
    const trusted = withRecorded('Run "x"', [{ ...recorded, from: file }], registry, { trust: true });
    await expect(trusted).rejects.toThrow(coded('VEM_PLUGINS_MISSING'));
  });

  it('must be what the run was made with, unless numbers may differ', () => {
    const known = registryWith([definePluginPackage({ name: 'mine' })]);
    expect(missingPackages([recorded], known)).toEqual([]);
    expect(changedPackage([recorded], known)).toMatchObject([{ hash: 'abc' }, { hash: null }]);
    expect(changedPackage([{ ...recorded, hash: null }], known)).toBeUndefined();
    const warnings: string[] = [];
    const check = (allowInexact: boolean) => () =>
      requireUnchanged('Run "x"', [recorded], known, { allowInexact, warn: (text) => warnings.push(text) });
    expect(check(false)).toThrow(coded('VEM_PLUGINS_CHANGED'));
    check(true)();
    expect(warnings).toHaveLength(1);
  });

  it('is what a run takes something from', () => {
    const known = registryWith([definePluginPackage({ name: 'mine', suites: [suite] })]);
    const used = { preset: 'sac', slots: { prior: { use: 'uniform' } } };
    expect(packagesUsed(used, known)).toEqual([]);
  });
});
