import * as tf from '@tensorflow/tfjs-core';
import { exportProgram, type Program, type StoredProgram } from '@vem/compiler';
import type { EnvironmentSpec } from '../../environment/environment.js';
import type { ParameterStore } from '../../parameters/store.js';
import { actProgram } from '../../programs/actStep.js';
import type { ProgramEnvironment, ProgramSlotName } from '../../programs/context.js';
import { after, names } from '../../programs/names.js';
import type { EvaluationManner } from '../../slots/behaviour.js';
import type { Progress } from '../../slots/progress.js';
import { writeCheckpoint } from '../files/directory.js';
import { encodeSafetensors } from '../files/safetensors.js';
import type { RunConfig } from '../runConfig.js';
import { PARAMETERS_FILE, POLICY_KIND, type PolicyMetadata, programFile, type StoredActing } from './policyFormat.js';

/** What a stored policy is made of. */
export interface PolicyParts {
  readonly parameters: ParameterStore;
  readonly programs: ProgramEnvironment;
  readonly spec: EnvironmentSpec;
  readonly config: RunConfig;
  readonly counters: Progress;
  /** How evaluations act by default. */
  readonly evaluation: EvaluationManner;
}

/** The acting graphs of a run; parameters are their inputs, so one export serves for good. */
const exported = new WeakMap<ProgramEnvironment, Map<EvaluationManner, StoredProgram>>();

function exportedProgram(manner: EvaluationManner, { programs, spec }: PolicyParts): StoredProgram {
  const graphs = exported.get(programs) ?? new Map<EvaluationManner, StoredProgram>();
  exported.set(programs, graphs);
  const graph =
    graphs.get(manner) ?? exportProgram(withinBounds(actProgram(manner, 1, spec.observation.size, programs), spec));
  graphs.set(manner, graph);
  return graph;
}

/** Whoever runs the graph gets actions within [−1, 1], also from a policy whose density reaches beyond. */
function withinBounds(program: Program, { action }: EnvironmentSpec): Program {
  if (action.kind === 'finite') return program;
  return {
    ...program,
    body: (given, request) => {
      const outputs = program.body(given, request);
      return { ...outputs, [names.action]: tf.clipByValue(outputs[names.action], -1, 1) };
    },
  };
}

/** The files and the metadata of a stored policy. */
export function policyContent(parts: PolicyParts): {
  readonly files: Record<string, Uint8Array>;
  readonly metadata: PolicyMetadata;
} {
  const { parameters, programs, spec, config, counters, evaluation } = parts;
  const manners = [...new Set<EvaluationManner>([evaluation, 'sample'])];
  const acting: Record<string, StoredActing> = {};
  const files: Record<string, Uint8Array> = {};
  for (const manner of manners) {
    const { model, name, inputs, outputs } = exportedProgram(manner, parts);
    files[programFile(manner)] = model;
    acting[manner] = { name, inputs, outputs, scalars: scalarValues(Object.keys(inputs), programs, counters) };
  }
  const tensors = parameters.allViews().map(({ name, shape, data }) => [name, { shape, data }] as const);
  const contents = parameters.groupNames.flatMap((group) => {
    const text = parameters.contents(group);
    return text === undefined ? [] : [[group, text] as const];
  });
  return {
    files: {
      ...files,
      [PARAMETERS_FILE]: encodeSafetensors(Object.fromEntries(tensors), Object.fromEntries(contents)),
    },
    metadata: {
      config,
      counters,
      evaluation,
      acting,
      action: spec.action,
      observation: { parts: spec.observation.parts, size: spec.observation.size },
      timeLimit: spec.timeLimit ?? null,
    },
  };
}

/**
 * Writes a directory that acts without the trainer and its plugins: parameters, target copies and statistics as
 * safetensors, one ONNX graph per manner of acting, and the configuration they came from.
 *
 * @throws VEM_OUTPUT_… where it cannot be written; what stood there before then still stands
 */
export async function savePolicy(directory: string, parts: PolicyParts): Promise<void> {
  const { files, metadata } = policyContent(parts);
  writeCheckpoint(directory, { kind: POLICY_KIND, files, metadata: { ...metadata } });
}

/** Numbers that change over time stand still in a stored policy, at what they were. */
function scalarValues(
  inputs: readonly string[],
  programs: ProgramEnvironment,
  progress: Progress,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const input of inputs) {
    const [slot, name] = after('scalar/', input)?.split('/') ?? [];
    if (slot === undefined) continue;
    values[input] =
      slot === 'run' ? progress.fraction : programs.slots[slot as ProgramSlotName]!.scalars!(progress)[name];
  }
  return values;
}
