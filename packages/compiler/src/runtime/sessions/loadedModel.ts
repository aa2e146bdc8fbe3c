import type { OnnxModel } from '../../onnx/emitModel.js';
import type { Port } from '../../program.js';

/** A model in ONNX Runtime, bound to host storage for good. */
export interface LoadedModel {
  /** Reads the input storage and writes the output storage. @throws Error with ONNX Runtime's message */
  run(): void;
  dispose(): void;
}

export type Ports = Readonly<Record<string, Port>>;

/** Loads a model. @throws Error with ONNX Runtime's message if it does not accept the model */
export type LoadModel = (model: OnnxModel, inputs: Ports, outputs: Ports, threads: number) => LoadedModel;

/** A port as the model knows it. */
export interface ModelPort {
  readonly name: string;
  readonly shape: readonly number[];
  readonly port: Port;
}

export const modelPorts = (
  names: ReadonlyMap<string, string>,
  ports: Ports,
  shapes: OnnxModel['shapes'],
): ModelPort[] =>
  [...names].map(([publicName, name]) => {
    const port = ports[publicName];
    return { name, port, shape: shapes?.get(name) ?? port.spec.shape };
  });

/** ONNX Runtime's own key: several sessions live in one process; idle threads of one must not spin against another's. */
export const STOP_SPINNING = 'force_spinning_stop';

/** Fatal errors only: what goes wrong is thrown. */
export const SILENT = 4;
