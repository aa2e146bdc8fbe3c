import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentPlugins, mujocoModels } from '@vem/envs';
import type { AnyPlugin, EnvironmentFactory } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fillBlock, headings, readDocument } from './markdown.js';
import { ROOT } from './sources.js';

const PAGE = join('docs', 'environments', 'mujoco.md');
const plugins = mujocoModels.map(({ id }) => environmentPlugins.find(({ pluginName }) => pluginName === id)!);

// UPDATE_DOCS=1 writes the tables into the page instead of comparing them.
const update = process.env.UPDATE_DOCS !== undefined;

function taskTable(): string {
  const rows = plugins.map((plugin) => {
    const { id, observation, action, timeLimit, solved } = (plugin.bind({}).create() as EnvironmentFactory).spec;
    const parts = observation.parts.map(({ name, size }) => `${name} ${size}`).join(', ');
    const actions = action.kind === 'box' ? `${action.dimension} in ±${action.high[0]}` : '';
    const criterion = solved?.description.replace(/ over.*/, '') ?? '–';
    return `| ${id} | ${observation.size}: ${parts} | ${actions} | ${timeLimit} | ${criterion} |`;
  });
  return ['| environment | observation | actions | steps | solved |', '|---|---|---|--:|---|', ...rows].join('\n');
}

function optionRows(plugin: AnyPlugin): string {
  const { properties } = z.toJSONSchema(plugin.config, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties ?? {}).map(([option, described]) => {
    const { default: initial, description } = described as { default: unknown; description: string };
    return `| \`${option}\` | \`${JSON.stringify(initial)}\` | ${description} |`;
  });
  return ['| option | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

describe(PAGE, () => {
  it('has the table of tasks and the options of each', () => {
    const page = readDocument(PAGE);
    const filled = plugins.reduce(
      (text, plugin) => fillBlock(text, `options:${plugin.pluginName}`, optionRows(plugin)),
      fillBlock(page, 'tasks:mujoco', taskTable()),
    );
    if (update) writeFileSync(join(ROOT, PAGE), filled);
    else expect(page, 'UPDATE_DOCS=1 npx vitest run test/unit/environmentPages.test.ts').toBe(filled);
    expect(headings(page, 3)).toEqual(plugins.map(({ pluginName }) => pluginName));
  });

  it('names every option by its Gymnasium name too', () => {
    for (const plugin of plugins)
      for (const row of optionRows(plugin).split('\n').slice(2)) {
        const [, option, name] = /^\| `(\w+)` .*\(Gymnasium: (\w+)\) \|$/.exec(row) ?? [row];
        expect(name?.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())).toBe(option);
      }
  });
});
