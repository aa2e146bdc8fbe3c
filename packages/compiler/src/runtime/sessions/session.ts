import { VemError } from '../../errors.js';
import type { OnnxModel } from '../../onnx/emitModel.js';
import { executableDisposed, graphRejected, runFailed } from '../errors.js';
import { bindingModel } from './bindingModel.js';
import { directCalls } from './direct.js';
import type { LoadedModel, Ports } from './loadedModel.js';

export interface SessionOptions {
  /** Threads inside one operator. */
  readonly threads: number;
  /** `direct`: without the binding for Node in between, where that is possible, which is the default; else through it. */
  readonly calls?: 'direct' | 'binding';
}

/** One ONNX model in ONNX Runtime, bound to host storage for good. */
export class Session {
  readonly #program: string;
  #loaded: LoadedModel | undefined;

  /**
   * @param inputs, outputs ports by public name; every name of the model must have one.
   * @throws VEM_GRAPH_REJECTED if ONNX Runtime does not accept the model; VEM_RUNTIME_UNAVAILABLE
   */
  constructor(
    program: string,
    model: OnnxModel,
    inputs: Ports,
    outputs: Ports,
    { threads, calls = 'direct' }: SessionOptions,
  ) {
    this.#program = program;
    const load = (calls === 'direct' ? directCalls() : undefined) ?? bindingModel;
    try {
      this.#loaded = load(model, inputs, outputs, threads);
    } catch (cause) {
      throw cause instanceof VemError ? cause : graphRejected(program, cause);
    }
  }

  /** Reads the input storage and writes the output storage. */
  run(): void {
    if (this.#loaded === undefined) throw executableDisposed(this.#program);
    try {
      this.#loaded.run();
    } catch (cause) {
      throw runFailed(this.#program, cause);
    }
  }

  dispose(): void {
    this.#loaded?.dispose();
    this.#loaded = undefined;
  }
}
