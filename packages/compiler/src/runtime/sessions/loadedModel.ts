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

/** Ports by the name that the model has for them. */
export const byModelName = (names: ReadonlyMap<string, string>, ports: Ports): readonly (readonly [string, Port])[] =>
  [...names].map(([name, modelName]) => [modelName, ports[name]]);

/** ONNX Runtime's own key: several sessions live in one process; idle threads of one must not spin against another's. */
export const STOP_SPINNING = 'force_spinning_stop';

/** Fatal errors only: what goes wrong is thrown. */
export const SILENT = 4;
