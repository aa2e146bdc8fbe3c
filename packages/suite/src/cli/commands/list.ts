import { CATALOGUE_KINDS, type Catalogue, type CatalogueKind, readCatalogue } from '../../catalogue/catalogue.js';
import { knownPlugins, type PluginArguments, planPlugins } from '../../plugins/knownPlugins.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

type Lines = { readonly [K in CatalogueKind]: (catalogue: Catalogue) => string[][] };

/** What each list shows, one row of text per entry. */
const LINES: Lines = {
  presets: ({ presets }) =>
    presets.map(({ name, cell, description }) => [
      name,
      `${cell.prior} / ${cell.model} / ${cell.posterior}`,
      description,
    ]),
  envs: ({ envs }) => envs.map(({ name, actions, description }) => [name, actions, description]),
  plugins: ({ plugins }) => plugins.map(({ slot, name, description }) => [slot, name, description]),
  suites: ({ suites }) =>
    suites.map(({ name, rows, environments, seeds, description }) => [
      name,
      `${rows.length} × ${environments.length} × ${seeds} runs`,
      description,
    ]),
};

const TITLES: Readonly<Record<CatalogueKind, string>> = {
  presets: 'Presets (prior / model / posterior)',
  envs: 'Environments (actions)',
  plugins: 'Plugins (slot, name)',
  suites: 'Suites',
};

const isKind = (kind: string): kind is CatalogueKind => (CATALOGUE_KINDS as readonly string[]).includes(kind);

/** The catalogue of the build, or where there are plugins of others one with these in it. */
async function catalogueWith(given: PluginArguments, { stderr }: Terminal): Promise<Catalogue> {
  if ((await planPlugins(given, stderr)) === undefined) return readCatalogue();
  const { buildCatalogue } = await import('../../catalogue/build.js');
  return buildCatalogue(await knownPlugins(given, () => {}));
}

/** `vem list [kind]`: reads the catalogue only, unless there are plugins of others. @throws VEM_LIST_UNKNOWN, VEM_PLUGINS_… */
export async function list(kind: string | undefined, given: PluginArguments, terminal: Terminal): Promise<Answer> {
  if (kind !== undefined && !isKind(kind)) {
    const { unknownList } = await import('../../catalogue/catalogueErrors.js');
    throw unknownList(kind, CATALOGUE_KINDS);
  }
  const catalogue = await catalogueWith(given, terminal);
  const kinds = kind === undefined ? CATALOGUE_KINDS : [kind];
  const sections = kinds.map((kind) => `${TITLES[kind]}\n${columns(LINES[kind](catalogue))}`);
  return { json: kinds.flatMap<unknown>((kind) => catalogue[kind]), text: sections.join('\n\n') };
}
