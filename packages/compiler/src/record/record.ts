import * as tf from '@tensorflow/tfjs-core';
import { VemError } from '../errors.js';
import { installGradients } from '../gradients/install.js';
import { emptyGraph, type Graph } from '../graph.js';
import type { Program } from '../program.js';
import { backendName, recordBackend } from './backend.js';
import { kernelUnsupported, outputInvalid } from './errors.js';
import { asOwner } from './owner.js';
import { Recording } from './recording.js';

/**
 * Runs a program once on symbols and returns what it would compute: every tfjs kernel, gradients included, becomes
 * ONNX operators of the graph; `tf.*` constants, JavaScript numbers and tensors of other backends become constants.
 * Synchronous; the tfjs backend and the number of tensors are afterwards what they were, also after an error.
 * @throws VEM_KERNEL_UNSUPPORTED, VEM_RANDOM_IN_PROGRAM, VEM_VALUE_READ, VEM_VARIABLE_IN_PROGRAM, VEM_FOREIGN_TENSOR,
 * VEM_DATA_TYPE_UNSUPPORTED, VEM_INPUT_CONFLICT, VEM_INPUT_SPEC_INVALID, VEM_OUTPUT_INVALID, each with the owner.
 */
export function record(program: Program): Graph {
  installGradients();
  const graph = emptyGraph(program.name);
  const recording = new Recording(graph);
  asOwner([], () =>
    withRecordBackend(recording, () =>
      tf.tidy(() => {
        const declared = Object.entries(program.inputs);
        const inputs = Object.fromEntries(declared.map(([name, spec]) => [name, recording.input(name, spec)]));
        const result = program.body(inputs, (name, spec) => recording.input(name, spec));
        if (recording.failure) throw recording.failure;
        if (typeof result !== 'object' || result === null || result instanceof Promise) {
          throw outputInvalid(recording.place, 'the result', result instanceof Promise ? 'a promise' : String(result));
        }
        for (const [name, tensor] of Object.entries(result)) {
          if (!(tensor instanceof tf.Tensor)) throw outputInvalid(recording.place, `output "${name}"`, String(tensor));
          graph.outputs.set(name, recording.valueOf(tensor).name);
        }
      }),
    ),
  );
  return graph;
}

function withRecordBackend(recording: Recording, run: () => void): void {
  const backend = recordBackend();
  const outerRecording = backend.recording;
  const leaveBackend = enterBackend();
  const leaveEngineState = isolateEngineState();
  backend.recording = recording;
  try {
    run();
  } catch (error) {
    throw translate(recording, error);
  } finally {
    leaveEngineState();
    recording.dispose();
    backend.recording = outerRecording;
    leaveBackend();
  }
}

/** Selects the recording backend. tfjs switches to a backend that is initialised before its promise resolves. */
function enterBackend(): () => void {
  const engine = tf.engine();
  const outer: string | undefined = engine.backendName;
  engine.findBackend(backendName);
  void engine.setBackend(backendName);
  return () => {
    if (outer) {
      void engine.setBackend(outer);
      return;
    }
    // No backend was selected yet: let tfjs choose one when it needs it.
    Reflect.set(engine, 'backendInstance', null);
    Reflect.set(engine, 'backendName', undefined);
  };
}

/**
 * Starts from an engine without tape, and on leaving frees what an interrupted program left behind: the tensors its
 * tape had saved, and variables.
 */
function isolateEngineState(): () => void {
  const engine = tf.engine();
  const { activeTape, gradientDepth, kernelDepth } = engine.state;
  const variables = new Set(Object.values(engine.registeredVariables));
  Object.assign(engine.state, { activeTape: null, gradientDepth: 0, kernelDepth: 0 });
  return () => {
    for (const { saved } of engine.state.activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
    Object.assign(engine.state, { activeTape, gradientDepth, kernelDepth });
    for (const variable of Object.values(engine.registeredVariables)) if (!variables.has(variable)) variable.dispose();
  };
}

/** Kernels of third parties are unknown to the recording backend; tfjs reports them by message only. */
function translate(recording: Recording, error: unknown): unknown {
  if (error instanceof VemError || !(error instanceof Error)) return error;
  const kernel = /^Kernel '(.*)' not registered for backend 'vem-record'/.exec(error.message)?.[1];
  return kernel === undefined ? error : kernelUnsupported(recording.place, kernel);
}
