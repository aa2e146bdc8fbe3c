import { dirname, join, resolve } from 'node:path';
import { VemError } from '@vem/compiler';
import type { EnvironmentSpec } from '../../environment/environment.js';
import { spaceDifference } from '../../environment/sameSpaces.js';
import type { Pipeline } from '../../loop/pipeline.js';
import { stateInvalid } from '../../state/stateErrors.js';
import type { ComponentState, Stateful } from '../../state/stateful.js';
import { readCheckpoint, writeCheckpoint } from '../files/directory.js';
import { decodeSafetensors, safetensorsChunks, type TensorFile } from '../files/safetensors.js';
import { fileDamaged } from '../files/storageErrors.js';
import { PARAMETERS_FILE, type PolicyMetadata, readPolicyMetadata } from '../policy/policyFormat.js';
import { type PolicyParts, policyContent } from '../policy/savePolicy.js';
import type { RunConfig } from '../runConfig.js';
import * as errors from './checkpointErrors.js';
import { type Conditions, differences } from './conditions.js';
import { checkpointName, makeRoom, type StoredCheckpoint } from './folder.js';
import { type ResumeMetadata, RUN_KIND, resumeMetadata, STATE_FILE } from './format.js';
import { readSegments, type Segment, type SegmentLog } from './segments.js';
import { statesOf, tensorsOf } from './stateTensors.js';

/** Name of the data source's part. */
const DATA = 'data';

/** What a run consists of, as checkpoints see it. */
export interface RunContent {
  readonly policy: PolicyParts;
  readonly data: Pipeline['data'];
  /** Everything else that it remembers, by name. */
  readonly parts: ReadonlyMap<string, Stateful>;
  readonly conditions: Conditions;
  /** What was warned of; filled when the content is restored. */
  readonly warned: Set<string>;
}

/** A checkpoint that was read and verified but for its segments. */
export interface ReadRun {
  readonly directory: string;
  readonly policy: PolicyMetadata;
  readonly resume: ResumeMetadata;
  readonly parameters: TensorFile['tensors'];
  readonly states: Map<string, ComponentState>;
}

/**
 * Writes everything that a run remembers into a folder of checkpoints.
 *
 * @throws VEM_OUTPUT_…; earlier checkpoints stay as they were
 */
export function writeRun(directory: string, content: RunContent, segments: SegmentLog): StoredCheckpoint {
  const { policy, data, parts, conditions, warned } = content;
  const { envSteps } = policy.counters;
  const logged = data.log && segments.update(data.log);
  const states = [...parts].map(([name, part]) => [name, part.state()] as const);
  const rest = data.log && logged ? data.log.rest(logged.from) : data.state();
  const resume: ResumeMetadata = { conditions, warned: [...warned], segments: logged ? [...logged.segments] : null };
  const { files, metadata } = policyContent(policy);
  const checkpoint = join(directory, checkpointName(envSteps));
  makeRoom(checkpoint);
  writeCheckpoint(checkpoint, {
    kind: RUN_KIND,
    files: { ...files, [STATE_FILE]: safetensorsChunks(tensorsOf([...states, [DATA, rest]])) },
    metadata: { ...metadata, resume },
  });
  return { directory: checkpoint, envSteps };
}

/** @throws VEM_CHECKPOINT_…, VEM_POLICY_NOT_A_POLICY, VEM_RESUME_NOT_A_RUN */
export function readRun(directory: string): ReadRun {
  const { manifest, files } = readCheckpoint(directory);
  const policy = readPolicyMetadata(directory, manifest);
  if (manifest.kind !== RUN_KIND) throw errors.notAWholeRun(directory, `a checkpoint of kind "${manifest.kind}"`);
  const resume = resumeMetadata.safeParse(manifest.metadata.resume);
  if (!resume.success) throw fileDamaged(`${directory}/manifest.json`, 'all of `resume`', resume.error.message);
  const tensors = (file: string) => decodeSafetensors(files[file] ?? new Uint8Array(0), `${directory}/${file}`).tensors;
  return {
    directory,
    policy,
    resume: resume.data,
    parameters: tensors(PARAMETERS_FILE),
    states: statesOf(tensors(STATE_FILE)),
  };
}

/**
 * The reasons why a run of this configuration would not go on bit for bit under these conditions.
 *
 * @param spec - of the environment that it would go on in
 * @throws VEM_RESUME_CONFIGURATION where it is another run, or the environment of that name another one by now
 */
export function compareRuns(
  { directory, policy, resume }: ReadRun,
  config: RunConfig,
  spec: EnvironmentSpec,
  present: Conditions,
): string[] {
  const plain = ({ slots, seed, environments }: RunConfig): unknown =>
    JSON.parse(JSON.stringify({ slots, seed, environments }));
  const difference = firstDifference(plain(policy.config), plain(config), '');
  if (difference) throw errors.otherConfiguration(directory, difference.path, difference.stored, difference.received);
  const spaces = spaceDifference(policy, spec);
  if (spaces) throw errors.otherConfiguration(directory, spaces.what, spaces.expected, spaces.received);
  const timeLimit = spec.timeLimit ?? null;
  if (policy.timeLimit !== undefined && policy.timeLimit !== timeLimit)
    throw errors.otherConfiguration(directory, 'time limit', policy.timeLimit, timeLimit);
  return differences(resume.conditions, present);
}

interface Difference {
  readonly path: string;
  readonly stored: unknown;
  readonly received: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function firstDifference(stored: unknown, received: unknown, path: string): Difference | undefined {
  if (!isRecord(stored) || !isRecord(received)) return stored === received ? undefined : { path, stored, received };
  for (const key of new Set([...Object.keys(stored), ...Object.keys(received)])) {
    const difference = firstDifference(stored[key], received[key], path === '' ? key : `${path}.${key}`);
    if (difference) return difference;
  }
  return undefined;
}

/**
 * Puts a run into the state that was stored. If it throws, the run is in no state at all.
 *
 * @returns the segments that the data source's log consists of
 * @throws VEM_PARAMETER_MISMATCH, VEM_STATE_INVALID and what the parts throw; VEM_CHECKPOINT_… for segments
 */
export function restoreRun(read: ReadRun, { policy, data, parts, warned }: RunContent): readonly Segment[] {
  const { directory, parameters, states, resume } = read;
  const unknown = [...states.keys()].find((name) => name !== DATA && !parts.has(name));
  if (unknown !== undefined) throw stateInvalid(unknown, 'state', 'a run without it', states.get(unknown));
  policy.parameters.load(parameters);
  for (const [name, part] of parts) restorePart(name, () => part.restore(states.get(name) ?? {}));
  const rest = states.get(DATA) ?? {};
  if (resume.segments && !data.log) throw stateInvalid(DATA, 'segments', 'a data source that keeps a log', null);
  restorePart(DATA, () => {
    if (!resume.segments || !data.log) data.restore(rest);
    else data.log.restoreFrom(readSegments(dirname(resolve(directory)), resume.segments), rest);
  });
  warned.clear();
  for (const text of resume.warned) warned.add(text);
  return resume.segments ?? [];
}

/** Errors of plugins that do not check what they are given become coded ones. */
function restorePart(name: string, restore: () => void): void {
  try {
    restore();
  } catch (cause) {
    throw cause instanceof VemError ? cause : stateInvalid(name, 'state', 'a state that its component can take', cause);
  }
}
