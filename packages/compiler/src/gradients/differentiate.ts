import * as tf from '@tensorflow/tfjs-core';
import type { Loss, LossProgram, Program, Tensors } from '../program.js';
import type { Place } from '../record/errors.js';
import { currentOwner } from '../record/owner.js';
import { groupInputInvalid, lossGroupUnknown, lossNotScalar, lossUnreached, outputNameTaken } from './errors.js';
import { installGradients } from './install.js';
import { gradientsOf, withTape } from './tape.js';

const known = new WeakMap<LossProgram, Program>();

/**
 * The program whose outputs are those of `program`, the sum of the losses of each group as `loss/<group>`, and its
 * gradient with respect to each tensor of the group as `gradient/<input>`; tensors that the losses do not reach have
 * zero gradients. The body runs once; each loss is differentiated with respect to its own group only. The same program
 * gives the same result.
 * @throws VEM_GROUP_INPUT_INVALID; and, when the result is loaded, VEM_LOSS_GROUP_UNKNOWN, VEM_LOSS_NOT_SCALAR,
 * VEM_LOSS_UNREACHED, VEM_OUTPUT_NAME_TAKEN, VEM_GRADIENT_MISSING.
 */
export function differentiate(program: LossProgram): Program {
  const result = known.get(program) ?? differentiated(program);
  known.set(program, result);
  return result;
}

function differentiated(program: LossProgram): Program {
  installGradients();
  checkGroups(program);
  const { name, inputs, groups } = program;
  return {
    name,
    inputs,
    body: (tensors, request) =>
      withTape(() => {
        const place: Place = { program: name, owner: currentOwner() };
        const { losses, outputs } = program.body(tensors, request);
        const results: Record<string, tf.Tensor> = {};
        for (const [output, tensor] of Object.entries(outputs)) {
          if (/^(loss|gradient)\//.test(output)) throw outputNameTaken(place, output);
          results[output] = tensor;
        }
        for (const group of new Set(losses.map((loss) => loss.group))) {
          if (!Object.hasOwn(groups, group)) throw lossGroupUnknown(place, group, Object.keys(groups));
          const trained = Object.fromEntries(groups[group].map((input) => [input, tensors[input]]));
          const own = losses.filter((loss) => loss.group === group);
          Object.assign(results, descend(place, group, own, trained));
        }
        return results;
      }),
  };
}

export function checkGroups({ name, inputs, groups }: LossProgram): void {
  for (const [group, members] of Object.entries(groups)) {
    for (const input of members) {
      const received = Object.hasOwn(inputs, input) ? inputs[input].dtype : 'no such input';
      if (received !== 'float32') throw groupInputInvalid({ program: name, owner: [] }, group, input, received);
    }
  }
}

/** The sum of the losses of a group and its gradient with respect to the group's tensors. */
function descend(place: Place, group: string, losses: readonly Loss[], trained: Tensors): Record<string, tf.Tensor> {
  const tensors = Object.values(trained);
  for (const { value } of losses) {
    if (value.rank !== 0 || value.dtype !== 'float32') {
      throw lossNotScalar(place, group, `${value.dtype} [${value.shape}]`);
    }
    if (!dependsOn(value, tensors)) throw lossUnreached(place, group);
  }
  const total = losses.map(({ value }) => value).reduce((sum, value) => tf.add(sum, value));
  const slopes = gradientsOf(total, tensors);
  return {
    [`loss/${group}`]: total,
    ...Object.fromEntries(Object.keys(trained).map((input, index) => [`gradient/${input}`, slopes[index]])),
  };
}

/** Whether operations on the tape lead from one of the tensors to `target`. */
function dependsOn(target: tf.Tensor, tensors: readonly tf.Tensor[]): boolean {
  const reached = new Set(tensors.map(({ id }) => id));
  for (const { inputs, outputs } of tf.engine().state.activeTape) {
    if (Object.values(inputs).some((input) => input && reached.has(input.id)))
      for (const { id } of outputs) reached.add(id);
  }
  return reached.has(target.id);
}
