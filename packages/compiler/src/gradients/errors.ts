import { VemError } from '../errors.js';
import { recordingPlace } from '../record/backend.js';
import type { Place } from '../record/errors.js';
import { currentOwner } from '../record/owner.js';

/** The recorded program if there is one; an eager program is known by its owner only. */
function whereNow(): { readonly text: string; readonly details: { path?: string; slot?: string } } {
  const place = recordingPlace();
  const owner = place?.owner ?? currentOwner();
  const parts = [...(place === undefined ? [] : [`program "${place.program}"`]), ...owner];
  return {
    text: parts.length === 0 ? 'gradient' : parts.join(', '),
    details: { ...(place && { path: place.program }), ...(owner.length > 0 && { slot: owner[owner.length - 1] }) },
  };
}

/** A kernel without derivative lies between a loss and what it is differentiated with respect to. */
export function gradientMissing(kernel: string): VemError {
  const { text, details } = whereNow();
  const hint = 'pass what it reads through detach(), or express it with other kernels';
  return new VemError(
    `${text}: every kernel between a loss and its parameters must have a gradient – the tfjs kernel "${kernel}" has none – ${hint}`,
    {
      code: 'VEM_GRADIENT_MISSING',
      ...details,
      received: kernel,
      hint,
    },
  );
}

/** A second derivative through an operation whose own gradient reads values that tfjs does not differentiate. */
export function secondOrderMissing(operation: string): VemError {
  const { text, details } = whereNow();
  const hint =
    'express the operation with other ones (tf.logSoftmax for a cross-entropy, tf.matMul for a fused product), or detach() what it reads';
  return new VemError(
    `${text}: a gradient that is differentiated again must be made of operations that tfjs can follow – "${operation}" keeps an intermediate result, which would silently count as constant – ${hint}`,
    { code: 'VEM_SECOND_ORDER_MISSING', ...details, received: operation, hint },
  );
}

/** tfjs is not the version that the repairs of its gradients are made for. */
export function engineUnknown(received: string): VemError {
  const hint = 'install @tensorflow/tfjs-core 4.22';
  return new VemError(
    `gradients: tfjs must have the engine that they were checked with – received ${received} – ${hint}`,
    {
      code: 'VEM_TFJS_UNKNOWN',
      received,
      hint,
    },
  );
}

const at = ({ program, owner }: Place, what: string) => [`program "${program}"`, ...owner, what].join(', ');

/** A loss names a group that the program does not declare. */
export function lossGroupUnknown(place: Place, group: string, known: readonly string[]): VemError {
  const hint = known.length === 0 ? 'declare the group' : `use one of ${known.join(', ')}`;
  return new VemError(
    `${at(place, 'loss')}: its group must be declared in the program's groups – received "${group}" – ${hint}`,
    {
      code: 'VEM_LOSS_GROUP_UNKNOWN',
      path: place.program,
      received: group,
      hint,
    },
  );
}

/** A loss is not a float32 scalar. */
export function lossNotScalar(place: Place, group: string, received: string): VemError {
  const hint = 'reduce it with tf.mean or tf.sum';
  return new VemError(`${at(place, `loss of "${group}"`)}: must be a float32 scalar – received ${received} – ${hint}`, {
    code: 'VEM_LOSS_NOT_SCALAR',
    path: place.program,
    received,
    hint,
  });
}

/** A loss does not depend on any tensor of its group. */
export function lossUnreached(place: Place, group: string): VemError {
  const hint = 'check for detach() and for a loss that is given to the wrong group, or leave the loss out';
  return new VemError(
    `${at(place, `loss of "${group}"`)}: must depend on a tensor of its group – it depends on none – ${hint}`,
    {
      code: 'VEM_LOSS_UNREACHED',
      path: place.program,
      received: group,
      hint,
    },
  );
}

/** A group lists something that cannot be trained. */
export function groupInputInvalid(place: Place, group: string, input: string, received: string): VemError {
  const hint = 'list declared inputs of type float32 only';
  return new VemError(
    `${at(place, `group "${group}"`)}: "${input}" must be a float32 input of the program – received ${received} – ${hint}`,
    {
      code: 'VEM_GROUP_INPUT_INVALID',
      path: place.program,
      received,
      hint,
    },
  );
}

/** An output of the program has the name of a loss or gradient. */
export function outputNameTaken(place: Place, name: string): VemError {
  const hint = 'give the output another name';
  return new VemError(
    `${at(place, `output "${name}"`)}: names that start with loss/ or gradient/ belong to differentiate – received "${name}" – ${hint}`,
    {
      code: 'VEM_OUTPUT_NAME_TAKEN',
      path: place.program,
      received: name,
      hint,
    },
  );
}
