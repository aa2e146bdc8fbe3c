import { VemError } from '../errors.js';
import type { TensorSpec } from '../program.js';

/** Where in a program something happened: the program, and the labels of `withOwner`, outermost first. */
export interface Place {
  readonly program: string;
  readonly owner: readonly string[];
}

const describePlace = ({ program, owner }: Place) =>
  owner.length === 0 ? `program "${program}"` : `program "${program}", ${owner.join(' › ')}`;

const detailsOf = ({ program, owner }: Place) => ({
  path: program,
  ...(owner.length === 0 ? {} : { slot: owner[owner.length - 1] }),
});

export const describeSpec = ({ dtype, shape }: TensorSpec) => `${dtype} [${shape}]`;

function programError(
  place: Place,
  code: string,
  rule: string,
  received: string,
  hint: string,
  cause?: unknown,
): VemError {
  return new VemError(`${describePlace(place)}: ${rule} – ${received} – ${hint}`, {
    code,
    ...detailsOf(place),
    received,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A tfjs kernel that has no translation into ONNX operators. */
export function kernelUnsupported(place: Place, kernel: string): VemError {
  return programError(
    place,
    'VEM_KERNEL_UNSUPPORTED',
    'every kernel of a compiled program must have a translation into ONNX operators',
    `the tfjs kernel "${kernel}" has none`,
    'express this part with other kernels, or use the eager engine',
  );
}

/** A kernel that is translated, but not with these arguments. */
export function kernelVariantUnsupported(place: Place, kernel: string, variant: string): VemError {
  return programError(
    place,
    'VEM_KERNEL_UNSUPPORTED',
    'every kernel of a compiled program must have a translation into ONNX operators',
    `the tfjs kernel "${kernel}" has none for ${variant}`,
    'express this part with other kernels, or use the eager engine',
  );
}

/** `tf.random*`, `tf.dropout`, `tf.multinomial`: the numbers of the recording would be the numbers of every run. */
export function randomInProgram(place: Place, operation: string): VemError {
  return programError(
    place,
    'VEM_RANDOM_IN_PROGRAM',
    'a program must not draw random numbers itself, they would be the same in every run',
    `it calls tf.${operation}`,
    'take noise from `noise`, which becomes an input of the program',
  );
}

/** `dataSync`, `array`, `print` … on a tensor of a program. */
export function valueRead(place: Place): VemError {
  return programError(
    place,
    'VEM_VALUE_READ',
    'a program must not read values, it is recorded before there are any',
    'it reads the values of a tensor (dataSync, data, arraySync, array, buffer, print, or an operation that does so)',
    'use tensor operations such as tf.where instead of control flow, or return the tensor and go on in the host',
  );
}

/** `tf.variable`, `assign`, or an optimiser. */
export function variableInProgram(place: Place): VemError {
  return programError(
    place,
    'VEM_VARIABLE_IN_PROGRAM',
    'a program must not make, read or assign a tf.Variable, it is a function of its arguments alone',
    'it uses a tf.Variable or a tfjs optimiser',
    'pass the values as an input and return the new ones as an output; the engine applies optimisers',
  );
}

/** A tensor from another recording, or used after its recording ended. */
export function foreignSymbol(place: Place): VemError {
  return programError(
    place,
    'VEM_FOREIGN_TENSOR',
    'a tensor of a recorded program must be used inside that recording only',
    'it was kept from another one',
    'return it as an output and take it as an input',
  );
}

/** A tensor that lives in no graph is used by the recording backend outside of any recording. */
export function notRecording(operation: string): VemError {
  return new VemError(
    `tfjs backend "vem-record": it must be used by \`record\` only – ${operation} outside of a recording – select another backend with tf.setBackend`,
    {
      code: 'VEM_NOT_RECORDING',
      received: operation,
      hint: 'select another backend with tf.setBackend',
    },
  );
}

/** complex64 and string tensors. */
export function dataTypeUnsupported(place: Place, dtype: string): VemError {
  return programError(
    place,
    'VEM_DATA_TYPE_UNSUPPORTED',
    'tensors must be float32, int32 or bool',
    `a tensor is ${dtype}`,
    'represent it with one of these types',
  );
}

/** Two requests, or a request and a declared input, disagree about one name. */
export function inputConflict(place: Place, name: string, first: TensorSpec, received: TensorSpec): VemError {
  return programError(
    place,
    'VEM_INPUT_CONFLICT',
    `input "${name}" must always be asked for with one type and shape`,
    `first ${describeSpec(first)}, then ${describeSpec(received)}`,
    'use another name for the second',
  );
}

/** A program returns something else than tensors, or a promise of them. */
export function outputInvalid(place: Place, what: string, received: string): VemError {
  return programError(
    place,
    'VEM_OUTPUT_INVALID',
    `${what} must be ${what === 'the result' ? 'a record of tensors, not a promise' : 'a tensor'}`,
    `received ${received}`,
    'return tensors by name from a synchronous function',
  );
}

/** An input specification that no tensor can have. */
export function inputSpecInvalid(place: Place, name: string, spec: TensorSpec): VemError {
  return programError(
    place,
    'VEM_INPUT_SPEC_INVALID',
    `input "${name}" must have a type of float32, int32 or bool and a shape of non-negative integers`,
    `received ${describeSpec(spec)}`,
    'state every dimension; programs are compiled for fixed shapes',
  );
}

/** Two recordings of one program differ. */
export function impureProgram(
  program: string,
  slot: string | undefined,
  owner: string,
  kernel: string,
  first: string,
  second: string,
): VemError {
  const where = owner === '' ? `program "${program}"` : `program "${program}", ${owner}`;
  const hint = 'take noise from `noise`, and let numbers that change over time enter as scalars';
  return new VemError(
    `${where}: a program must be the same whenever it is recorded, for the recording is what runs – at ${kernel} the first recording has ${shorten(first)}, the second ${shorten(second)} – ${hint}`,
    {
      code: 'VEM_IMPURE_PROGRAM',
      ...(slot === undefined ? {} : { slot }),
      path: program,
      received: { kernel, first: shorten(first), second: shorten(second) },
      hint,
    },
  );
}

const shorten = (text: string) => (text.length > 160 ? `${text.slice(0, 157)}…` : text);
