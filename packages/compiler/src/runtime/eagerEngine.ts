import * as tf from '@tensorflow/tfjs-core';
import type { Bindings, Engine, Executable, Port, Program, RequestInput, TensorSpec, Tensors } from '../program.js';
import { type EagerBackend, eagerBackends, loadEagerBackend, withBackend } from './eagerBackends.js';
import { eagerUnavailable, executableDisposed, signatureChanged } from './errors.js';
import { makePort } from './ports.js';

export interface EagerEngineOptions {
  /** Default: the first of `tensorflow` (tfjs-node), `wasm`, `cpu` that loads. */
  readonly backend?: EagerBackend;
}

/**
 * Runs programs kernel by kernel on a tfjs backend: for debugging, and as the reference that compiled programs are
 * compared with. A program that the wasm backend has no kernels for runs on the cpu backend.
 * @throws VEM_EAGER_UNAVAILABLE if the wanted backend cannot load.
 */
export async function eagerEngine({ backend }: EagerEngineOptions = {}): Promise<Engine> {
  const { chosen, version } = await choose(backend === undefined ? eagerBackends : [backend]);
  await loadEagerBackend('cpu');
  const candidates = chosen === 'wasm' ? ['wasm', 'cpu'] : [chosen];
  return {
    kind: 'eager',
    description: `tfjs ${tf.version_core}, ${chosen} ${version}`,
    load: (program, bindings = {}) => loadOnFirst(candidates, program, bindings),
    dispose() {},
  };
}

async function choose(wanted: readonly EagerBackend[]) {
  for (const chosen of wanted) {
    const result = await loadEagerBackend(chosen);
    if (result.available) return { chosen, version: result.version };
    if (chosen === wanted.at(-1)) throw eagerUnavailable(chosen, result.reason, result.hint);
  }
  throw new RangeError('no backend was asked for');
}

function loadOnFirst(candidates: readonly string[], program: Program, bindings: Bindings): Executable {
  const [backend, ...others] = candidates;
  try {
    return new EagerExecutable(backend, program, bindings);
  } catch (error) {
    const missingKernel = error instanceof Error && error.message.includes('not registered for backend');
    if (others.length === 0 || !missingKernel) throw error;
    return loadOnFirst(others, program, bindings);
  }
}

class EagerExecutable implements Executable {
  readonly name: string;
  readonly inputs: Record<string, Port> = {};
  readonly outputs: Record<string, Port> = {};
  readonly #backend: string;
  readonly #program: Program;
  #disposed = false;

  /** Runs the program once on the inputs as they are, to learn what it requests and returns. */
  constructor(backend: string, program: Program, bindings: Bindings) {
    this.name = program.name;
    this.#backend = backend;
    this.#program = program;
    const port = (name: string, spec: TensorSpec) => makePort(program.name, name, spec, bindings);
    for (const [name, spec] of Object.entries(program.inputs)) this.inputs[name] = port(name, spec);
    this.#execute(
      (name, spec) => {
        this.inputs[name] = port(name, spec);
      },
      (name, tensor) => {
        this.outputs[name] = port(name, specOf(tensor));
      },
    );
  }

  run(): void {
    if (this.#disposed) throw executableDisposed(this.name);
    this.#execute(
      (name, spec) => {
        throw signatureChanged(this.name, `input "${name}"`, undefined, spec);
      },
      (name, tensor) => {
        const port = this.outputs[name];
        const spec = specOf(tensor);
        if (port === undefined || !sameSpec(port.spec, spec)) {
          throw signatureChanged(this.name, `output "${name}"`, port?.spec, spec);
        }
        port.data.set(tensor.dataSync());
      },
    );
  }

  dispose(): void {
    this.#disposed = true;
  }

  #execute(
    onNewRequest: (name: string, spec: TensorSpec) => void,
    onOutput: (name: string, tensor: tf.Tensor) => void,
  ) {
    const upload = (name: string) => {
      const { spec, data } = this.inputs[name];
      return tf.tensor(data.slice(), [...spec.shape], spec.dtype);
    };
    const requested = new Map<string, tf.Tensor>();
    const request: RequestInput = (name, spec) => {
      if (!Object.hasOwn(this.inputs, name)) onNewRequest(name, spec);
      // Kept until the end of the run: it may be asked for first inside a tidy of the program's own, and then again.
      const tensor = requested.get(name) ?? tf.keep(upload(name));
      requested.set(name, tensor);
      return tensor;
    };
    withBackend(this.#backend, () => {
      try {
        tf.tidy(() => {
          const inputs: Tensors = Object.fromEntries(
            Object.keys(this.#program.inputs).map((name) => [name, upload(name)]),
          );
          const results = Object.entries(this.#program.body(inputs, request));
          for (const [name, tensor] of results) onOutput(name, tensor);
        });
      } finally {
        for (const tensor of requested.values()) tensor.dispose();
      }
    });
  }
}

const specOf = ({ shape, dtype }: tf.Tensor): TensorSpec => ({
  shape: [...shape],
  dtype: dtype === 'int32' || dtype === 'bool' ? dtype : 'float32',
});

const sameSpec = (a: TensorSpec, b: TensorSpec) => a.dtype === b.dtype && String(a.shape) === String(b.shape);
