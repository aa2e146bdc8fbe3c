import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SLOT_NAMES } from '@vem/framework';
import { expect, it } from 'vitest';
import { buildCatalogue } from './build.js';
import { readCatalogue } from './catalogue.js';
import { registry, withVariants } from './registry.js';

it('names every preset, environment and plugin once, with a description', () => {
  const { presets, envs, plugins, suites } = buildCatalogue();
  expect(presets).toHaveLength(withVariants(registry.presets).length);
  expect(presets.map(({ name }) => name)).toContain('ppo:cartpole-zoo');
  expect(envs.length + plugins.length).toBe(registry.plugins.length);
  for (const entries of [presets, envs, suites])
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  expect(new Set(plugins.map(({ slot, name }) => `${slot} ${name}`)).size).toBe(plugins.length);
  for (const { description } of [...presets, ...envs, ...plugins, ...suites]) expect(description).toMatch(/^\S.*\S$/);
  for (const { slot } of plugins) expect(SLOT_NAMES).toContain(slot);
});

it('is read from the file of the build, and made where there is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vem-catalogue-'));
  const file = pathToFileURL(join(folder, 'catalogue.json'));
  expect(await readCatalogue(file)).toEqual(buildCatalogue());
  await writeFile(file, JSON.stringify({ presets: [], envs: [], plugins: [], suites: [] }));
  expect((await readCatalogue(file)).presets).toEqual([]);
  await rm(folder, { recursive: true });
});
