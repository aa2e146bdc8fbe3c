import * as tf from '@tensorflow/tfjs-core';
import { engineUnknown, secondOrderMissing } from './errors.js';

const repaired = Symbol.for('vem.tapeOrder');

/**
 * Repairs second-order gradients through operations whose gradient reads their own result (exp, tanh, sigmoid, softmax,
 * every `customGrad`). tfjs puts the copy of the result that it saves for the backward pass on the tape *before* the
 * operation that makes the result; the search for paths goes along the tape once and so takes the copy for a constant.
 * Here the operation is put before the copies. Copies of anything but inputs and results cannot be placed at all: a
 * gradient through such an operation throws when it is itself being differentiated.
 */
export function repairTapeOrder(): void {
  const engine = tf.engine();
  if (Reflect.has(engine, repaired)) return;
  const addTapeNode: unknown = Reflect.get(engine, 'addTapeNode');
  if (typeof addTapeNode !== 'function') throw engineUnknown(tf.version_core);
  Reflect.set(engine, repaired, true);
  Reflect.set(engine, 'addTapeNode', (...parameters: unknown[]) => {
    Reflect.apply(addTapeNode, engine, parameters);
    const tape = engine.state.activeTape;
    const node = tape.pop();
    if (node === undefined) return;
    const saved = new Set(node.saved?.map(({ id }) => id));
    let position = tape.length;
    while (position > 0 && saved.has(tape[position - 1].outputs[0].id)) position--;
    const copies = tape.splice(position);
    const own = new Set([...Object.values(node.inputs), ...node.outputs].map(({ id }) => id));
    const gradient = node.gradient;
    if (gradient !== undefined && copies.some(({ inputs }) => !own.has(inputs.x.id))) {
      node.gradient = (dys) => {
        if (engine.isTapeOn()) throw secondOrderMissing(node.kernelName.replace(/__op$/, ''));
        return gradient(dys);
      };
    }
    tape.push(node, ...copies);
  });
}
