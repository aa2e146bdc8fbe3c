import type { OnnxModel } from '../onnx/emitModel.js';
import type { Port } from '../program.js';
import { executableDisposed, graphRejected, runFailed } from './errors.js';
import { type NativeSession, type NativeTensors, nativeRuntime, runWithoutResults } from './native.js';

export interface SessionOptions {
  /** Threads inside one operator. */
  readonly threads: number;
}

/** From this size on, results are not worth the binding's copies. */
const largeOutputBytes = 65_536;

/** One ONNX model in ONNX Runtime, bound to host storage for good. */
export class Session {
  readonly #program: string;
  readonly #feeds: NativeTensors;
  readonly #fetches: NativeTensors;
  readonly #hasLargeOutputs: boolean;
  #native: NativeSession | undefined;

  /**
   * @param inputs, outputs ports by public name; every name of the model must have one.
   * @throws VEM_GRAPH_REJECTED if ONNX Runtime does not accept the model.
   */
  constructor(
    program: string,
    model: OnnxModel,
    inputs: Readonly<Record<string, Port>>,
    outputs: Readonly<Record<string, Port>>,
    { threads }: SessionOptions,
  ) {
    this.#program = program;
    this.#feeds = nativeTensors(model.inputs, inputs);
    this.#fetches = nativeTensors(model.outputs, outputs);
    const outputBytes = Object.values(this.#fetches).map(({ data }) => data.byteLength);
    this.#hasLargeOutputs = outputBytes.reduce((sum, bytes) => sum + bytes, 0) >= largeOutputBytes;
    const native = nativeRuntime().createSession();
    try {
      native.loadModel(model.bytes.buffer, model.bytes.byteOffset, model.bytes.byteLength, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 4, // what goes wrong is thrown
        // Several sessions live in one process; idle threads of one must not spin against another's.
        extra: { session: { force_spinning_stop: '1' } },
      });
    } catch (cause) {
      throw graphRejected(program, cause);
    }
    this.#native = native;
  }

  /** Reads the input storage and writes the output storage. */
  run(): void {
    if (this.#native === undefined) throw executableDisposed(this.#program);
    try {
      if (this.#hasLargeOutputs) runWithoutResults(this.#native, this.#feeds, this.#fetches);
      else this.#native.run(this.#feeds, this.#fetches);
    } catch (cause) {
      throw runFailed(this.#program, cause);
    }
  }

  dispose(): void {
    this.#native?.dispose();
    this.#native = undefined;
  }
}

function nativeTensors(names: ReadonlyMap<string, string>, ports: Readonly<Record<string, Port>>): NativeTensors {
  const entries = [...names].map(([name, modelName]) => {
    const { spec, data } = ports[name];
    return [modelName, { type: spec.dtype, dims: [...spec.shape], location: 'cpu', data }] as const;
  });
  return Object.fromEntries(entries);
}
