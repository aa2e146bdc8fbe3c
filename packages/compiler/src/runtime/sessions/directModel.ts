import type { DataType } from '../../program.js';
import type { Koffi } from '../koffi.js';
import { type LoadModel, type ModelPort, modelPorts, SILENT, STOP_SPINNING } from './loadedModel.js';
import type { OrtApi, Pointer } from './ortApi.js';

const ELEMENT_TYPES: Readonly<Record<DataType, number>> = { float32: 1, int32: 6, bool: 9 };
const ALL_OPTIMISATIONS = 99;
const ARENA_ALLOCATOR = 1;
const DEFAULT_MEMORY = 0;

/**
 * Models through ONNX Runtime's C interface. Inputs and outputs are bound once, so that a run is one call without
 * arguments: 1 µs, whatever the number of ports.
 */
export function directModels(koffi: Koffi, api: OrtApi): LoadModel {
  const environment = api.make(api.CreateEnv, SILENT, 'vem');
  const memory = api.make(api.CreateCpuMemoryInfo, ARENA_ALLOCATOR, DEFAULT_MEMORY);
  const tensorOf = ({ shape, port: { spec, data } }: ModelPort) =>
    api.make(
      api.CreateTensorWithDataAsOrtValue,
      ...[memory, koffi.address(data), data.byteLength],
      ...[BigInt64Array.from(shape, BigInt), shape.length, ELEMENT_TYPES[spec.dtype]],
    );
  return ({ bytes, inputs: inputNames, outputs: outputNames, shapes }, inputs, outputs, threads) => {
    const owned: (() => void)[] = [];
    const keep = (pointer: Pointer, release: (pointer: Pointer) => void) => {
      owned.push(() => release(pointer));
      return pointer;
    };
    const dispose = () => {
      for (const release of owned.splice(0).reverse()) release();
    };
    try {
      const session = keep(createSession(api, environment, bytes, threads), api.ReleaseSession);
      const binding = keep(api.make(api.CreateIoBinding, session), api.ReleaseIoBinding);
      const bind = (function_: OrtApi['BindInput'], ports: readonly ModelPort[]) => {
        for (const port of ports) api.check(function_(binding, port.name, keep(tensorOf(port), api.ReleaseValue)));
      };
      // What is bound must not be freed while the model lives.
      const held = {
        inputs: modelPorts(inputNames, inputs, shapes),
        outputs: modelPorts(outputNames, outputs, shapes),
      };
      bind(api.BindInput, held.inputs);
      bind(api.BindOutput, held.outputs);
      const { RunWithBinding, check } = api;
      return {
        run() {
          const status = RunWithBinding(session, null, binding);
          if (status !== null) check(status);
        },
        dispose() {
          held.inputs = held.outputs = [];
          dispose();
        },
      };
    } catch (error) {
      dispose();
      throw error;
    }
  };
}

function createSession(api: OrtApi, environment: Pointer, bytes: Uint8Array, threads: number): Pointer {
  const options = api.make(api.CreateSessionOptions);
  try {
    api.check(api.SetIntraOpNumThreads(options, threads));
    api.check(api.SetInterOpNumThreads(options, 1));
    api.check(api.SetSessionGraphOptimizationLevel(options, ALL_OPTIMISATIONS));
    api.check(api.SetSessionLogSeverityLevel(options, SILENT));
    api.check(api.AddSessionConfigEntry(options, `session.${STOP_SPINNING}`, '1'));
    return api.make(api.CreateSessionFromArray, environment, bytes, bytes.byteLength, options);
  } finally {
    api.ReleaseSessionOptions(options);
  }
}
