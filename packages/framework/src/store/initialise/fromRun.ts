import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as errors from '../../parameters/parameterErrors.js';
import { parameterName } from '../../parameters/views.js';
import type { Copy } from '../../slots/outcome.js';
import { listCheckpoints } from '../checkpoint/folder.js';
import { readCheckpoint } from '../files/directory.js';
import { MANIFEST } from '../files/manifest.js';
import { decodeSafetensors, type StoredTensor } from '../files/safetensors.js';
import { PARAMETERS_FILE, readPolicyMetadata } from '../policy/policyFormat.js';

/** Parameters of a stored run, for a group of a new one. */
export interface ParameterSource {
  readonly directory: string;
  /** The stored group; undefined: the one of the same name. */
  readonly group: string | undefined;
  readonly copy: Copy;
  /** Tensors by their names in the group, of one copy of a group. @throws VEM_INITIALISE_SOURCE */
  tensors(group: string): Readonly<Record<string, StoredTensor>>;
  /** What the numbers of a group mean, if it said so. */
  contents(group: string): string | undefined;
  /** Groups that are stored. */
  readonly groups: readonly string[];
}

export interface FromRunOptions {
  /** The group to take parameters from; default: the one of the same name as the group they are for. */
  readonly group?: string;
  /** `target`: the lagging copy; default `online`. */
  readonly copy?: Copy;
}

/** Where the command leaves policy and checkpoints in the folder of a run. */
const IN_RUN_FOLDER = ['checkpoint', 'checkpoints'] as const;

/** A policy or a checkpoint, the newest checkpoint of a folder of them, or what a run's folder has of these. */
function locate(directory: string): string {
  const places = [directory, ...IN_RUN_FOLDER.map((name) => join(directory, name))];
  for (const place of places) {
    if (existsSync(join(place, MANIFEST))) return place;
    const [newest] = listCheckpoints(place);
    if (newest) return newest.directory;
  }
  return directory;
}

/**
 * Parameters of an earlier run, as values for `initialise` of `compose`: its stored policy, one of its checkpoints, the
 * folder of them, of which the newest is taken, or the folder of a run of the command. Groups are called like the slots whose plugins declare them.
 *
 * ```ts
 * compose({ ...sac(), environment, prior: learnedGaussian({ trainable: false, deviation: 'exponential' }) }, {
 *   seed: 2,
 *   initialise: { prior: fromRun('runs/first/checkpoint', { group: 'posterior' }) },
 * });
 * ```
 *
 * @throws VEM_CHECKPOINT_… where it is missing or damaged, VEM_POLICY_NOT_A_POLICY
 */
export function fromRun(directory: string, { group, copy = 'online' }: FromRunOptions = {}): ParameterSource {
  const place = locate(directory);
  const { manifest, files } = readCheckpoint(place, { only: [PARAMETERS_FILE] });
  readPolicyMetadata(place, manifest);
  const { tensors, metadata } = decodeSafetensors(files[PARAMETERS_FILE], `${place}/${PARAMETERS_FILE}`);
  const groups = [...new Set(Object.keys(tensors).map((name) => name.split(/[/@]/)[0]))];
  return {
    directory: place,
    group,
    copy,
    groups,
    tensors(name) {
      const prefix = parameterName(name, copy, '');
      const found = Object.entries(tensors).flatMap(([key, tensor]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), tensor] as const] : [],
      );
      if (found.length === 0) throw errors.sourceMissing(place, name, copy, groups);
      return Object.fromEntries(found);
    },
    contents: (name) => metadata[name],
  };
}
