import { VemError } from '../errors.js';
import type { DataType, TensorSpec } from '../program.js';

/** ONNX Runtime's native library did not load. */
export function runtimeUnavailable(cause: unknown): VemError {
  const where = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
  return new VemError(
    `ONNX Runtime: its native library must load to run compiled programs – ${messageOf(cause)} (${where}) – reinstall onnxruntime-node for this platform, or use the eager engine`,
    {
      code: 'VEM_RUNTIME_UNAVAILABLE',
      received: where,
      hint: 'reinstall onnxruntime-node for this platform (`pnpm install --force`), or use the eager engine',
      cause,
    },
  );
}

/** ONNX Runtime does not accept a compiled program: an operator or type that it has no kernel for. */
export function graphRejected(program: string, cause: unknown): VemError {
  return new VemError(
    `program "${program}": ONNX Runtime must accept the compiled graph – ${messageOf(cause)} – the node named in the message tells which tfjs kernel it comes from; express that part with other kernels or use the eager engine`,
    {
      code: 'VEM_GRAPH_REJECTED',
      path: program,
      received: messageOf(cause),
      hint: 'express the kernel named in the message with other kernels, or use the eager engine',
      cause,
    },
  );
}

/** A program failed while it ran. */
export function runFailed(program: string, cause: unknown): VemError {
  return new VemError(
    `program "${program}": the run must finish – ${messageOf(cause)} – the graph asks for more than this machine has, or a stored graph was changed`,
    {
      code: 'VEM_PROGRAM_FAILED',
      path: program,
      received: messageOf(cause),
      cause,
    },
  );
}

export function executableDisposed(program: string): VemError {
  return new VemError(`program "${program}": a disposed executable must not run – load the program again`, {
    code: 'VEM_EXECUTABLE_DISPOSED',
    path: program,
    hint: 'load the program again',
  });
}

const arrayTypes: Readonly<Record<DataType, string>> = {
  float32: 'Float32Array',
  int32: 'Int32Array',
  bool: 'Uint8Array',
};

/** Storage for a port has the wrong type, length or memory. */
export function bindingInvalid(program: string, port: string, spec: TensorSpec, received: string): VemError {
  const wanted = `${arrayTypes[spec.dtype]} of ${spec.shape.reduce((product, size) => product * size, 1)} elements`;
  return new VemError(
    `program "${program}", storage of "${port}": must be a ${wanted} for shape [${spec.shape}] – received ${received}`,
    { code: 'VEM_BINDING_INVALID', path: `${program}.${port}`, received, hint: `bind a ${wanted}` },
  );
}

/** Two outputs would be written to the same memory. */
export function bindingsOverlap(program: string, first: string, second: string): VemError {
  return new VemError(
    `program "${program}": storages of different outputs must not overlap – "${first}" and "${second}" share memory – bind them to separate views`,
    { code: 'VEM_BINDING_OVERLAP', path: `${program}.${second}`, received: first, hint: 'bind them to separate views' },
  );
}

/** A tfjs backend that was asked for by name cannot run here. */
export function eagerUnavailable(backend: string, reason: string, hint: string): VemError {
  return new VemError(`eager engine: the tfjs backend "${backend}" must be able to load – ${reason} – ${hint}`, {
    code: 'VEM_EAGER_UNAVAILABLE',
    path: backend,
    received: reason,
    hint,
  });
}

/** A program asked for an input or returned an output that its first run did not, or with another shape or type. */
export function signatureChanged(
  program: string,
  what: string,
  first: TensorSpec | undefined,
  received: TensorSpec,
): VemError {
  const describe = ({ dtype, shape }: TensorSpec) => `${dtype} [${shape}]`;
  const expected = first === undefined ? 'it did not exist' : `it was ${describe(first)}`;
  return new VemError(
    `program "${program}", ${what}: must be as in the first run, where ${expected} – received ${describe(received)} – let the program depend on nothing but its arguments`,
    {
      code: 'VEM_SIGNATURE_CHANGED',
      path: program,
      received: describe(received),
      hint: 'let the program depend on nothing but its arguments',
    },
  );
}

/** The flat memory has no room left. */
export function memoryExhausted(wantedBytes: number, freeBytes: number, totalBytes: number): VemError {
  return new VemError(
    `flat memory: an allocation must fit – ${wantedBytes} bytes wanted, ${freeBytes} of ${totalBytes} free – construct the memory with a larger size`,
    {
      code: 'VEM_MEMORY_EXHAUSTED',
      received: `${wantedBytes} bytes wanted, ${freeBytes} free`,
      hint: 'construct the memory with a larger size',
    },
  );
}

/** Node.js runs without WebAssembly. */
export const webAssemblyMissing = () =>
  new VemError(
    'flat memory: parameters live in WebAssembly memory, and this Node.js runs without it – start it without --jitless (also in NODE_OPTIONS)',
    { code: 'VEM_WEBASSEMBLY_MISSING', hint: 'start Node.js without --jitless' },
  );

/** The system gives no such memory. */
export const memoryUnavailable = (bytes: number, cause: unknown) =>
  new VemError(
    `flat memory: ${bytes} bytes are wanted in one piece, and the system does not give them: ${messageOf(cause)} – raise the limit of address space (\`ulimit -v\`; WebAssembly reserves about 10 GB), or use smaller networks`,
    {
      code: 'VEM_MEMORY_UNAVAILABLE',
      received: `${bytes} bytes`,
      hint: 'raise the limit of address space (`ulimit -v`), or use smaller networks',
      cause,
    },
  );

export const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
