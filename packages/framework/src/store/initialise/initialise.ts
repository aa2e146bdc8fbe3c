import * as errors from '../../parameters/parameterErrors.js';
import type { ParameterStore } from '../../parameters/store.js';
import type { StoredTensor } from '../files/safetensors.js';
import type { InitialisedFrom } from '../runConfig.js';
import type { ParameterSource } from './fromRun.js';

/** Where groups of a new run start from, by the name of the group. */
export type Initialise = Readonly<Record<string, ParameterSource>>;

/** The same, for a configuration. */
export const originsOf = (initialise: Initialise): Record<string, InitialisedFrom> =>
  Object.fromEntries(
    Object.entries(initialise).map(([name, { directory, group = name, copy }]) => [name, { directory, group, copy }]),
  );

type Tensors = Readonly<Record<string, StoredTensor>>;

/** The first segment of a tensor's name is that of its network; undefined where there are several networks. */
function networkOf(names: readonly string[]): string | undefined {
  const networks = new Set(names.map((name) => name.slice(0, name.indexOf('/') + 1)));
  const [only] = networks;
  return networks.size === 1 && only !== '' ? only : undefined;
}

/**
 * The stored tensors under the names of the wanted ones. Groups match if they have the same tensors, by name and shape;
 * where each of them is a single network, that network's own name does not count.
 */
function matching(wanted: Tensors, stored: Tensors): Tensors {
  const [to, from] = [networkOf(Object.keys(wanted)), networkOf(Object.keys(stored))];
  if (to === undefined || from === undefined) return stored;
  return Object.fromEntries(Object.entries(stored).map(([name, tensor]) => [to + name.slice(from.length), tensor]));
}

/** Why a stored group does not match, or undefined if it does. */
function mismatch(wanted: Tensors, stored: Tensors): string | undefined {
  const found = matching(wanted, stored);
  for (const [name, { shape }] of Object.entries(wanted)) {
    if (!(found[name]?.data instanceof Float32Array)) return `"${name}" is missing there`;
    if (String(found[name].shape) !== String(shape))
      return `"${name}" has shape [${shape}] here and [${found[name].shape}] there`;
  }
  const more = Object.keys(found).find((name) => !(name in wanted));
  return more === undefined ? undefined : `"${more}" is not known here`;
}

/**
 * Gives groups the parameters of stored ones, in place of drawn values; their target copies start equal.
 *
 * @throws VEM_INITIALISE_GROUP, VEM_INITIALISE_SOURCE, VEM_INITIALISE_MISMATCH; then nothing has changed
 */
export function initialiseParameters(parameters: ParameterStore, initialise: Initialise): void {
  const settled = Object.entries(initialise).map(([group, source]) => {
    if (!parameters.groupNames.includes(group)) throw errors.initialiseUnknown(group, parameters.groupNames);
    const views = parameters.views(group);
    const own = (name: string) => name.slice(group.length + 1);
    const wanted = Object.fromEntries(views.map(({ name, shape, data }) => [own(name), { shape, data }]));
    const stored = source.tensors(source.group ?? group);
    const contents = [parameters.contents(group), source.contents(source.group ?? group)];
    const differ = contents[0] !== contents[1] && contents.every((text) => text !== undefined);
    const reason = differ
      ? `its numbers are "${contents[1]}", here they are "${contents[0]}"`
      : mismatch(wanted, stored);
    if (reason !== undefined)
      throw errors.initialiseMismatch(
        group,
        source.directory,
        source.group ?? group,
        reason,
        source.groups.filter((name) => name !== source.group && matches(source, name, wanted, contents[0])),
      );
    return { group, views, own, stored: matching(wanted, stored) };
  });
  for (const { group, views, own, stored } of settled) {
    for (const { name, data } of views) data.set(stored[own(name)].data);
    parameters.copyToTarget(group);
  }
}

function matches(source: ParameterSource, name: string, wanted: Tensors, contents: string | undefined): boolean {
  const stated = source.contents(name);
  if (contents !== undefined && stated !== undefined && contents !== stated) return false;
  try {
    return mismatch(wanted, source.tensors(name)) === undefined;
  } catch {
    return false;
  }
}
