import * as tf from '@tensorflow/tfjs-core';
import type { LossProgram, Program } from '../program.js';
import type { Place } from '../record/errors.js';
import { currentOwner } from '../record/owner.js';
import { checkGroups } from './differentiate.js';
import { lossGroupUnknown } from './errors.js';
import { installGradients } from './install.js';
import { gradientsOf, tapedGradientsOf, withTape } from './tape.js';

/**
 * The program that multiplies the Hessian of a group's losses, added up, with a vector: ∇(∇L · v), by differentiating
 * twice (Pearlmutter 1994, "Fast exact multiplication by the Hessian"). It has an input `vector/<input>` and an output
 * `product/<input>` for each tensor of the group, each of the tensor's shape. Other outputs of `program` are left out.
 *
 * @throws VEM_GROUP_INPUT_INVALID; and, when the result is loaded, VEM_LOSS_GROUP_UNKNOWN, VEM_GRADIENT_MISSING,
 * VEM_SECOND_ORDER_MISSING.
 */
export function hessianProduct(program: LossProgram, group: string): Program {
  installGradients();
  checkGroups(program);
  const { name, inputs, groups, body } = program;
  const place: Place = { program: name, owner: currentOwner() };
  if (!Object.hasOwn(groups, group)) throw lossGroupUnknown(place, group, Object.keys(groups));
  const members = groups[group];
  const vectors = Object.fromEntries(members.map((input) => [`vector/${input}`, inputs[input]]));
  return {
    name: `${name}, curvature of ${group}`,
    inputs: { ...inputs, ...vectors },
    body: (tensors, request) =>
      withTape(() => {
        const points = members.map((input) => tensors[input]);
        const total = () => {
          const own = body(tensors, request).losses.filter((loss) => loss.group === group);
          return own.map(({ value }) => value).reduce((sum, value) => tf.add(sum, value));
        };
        const slopes = tapedGradientsOf(total, points);
        const along = slopes
          .map((slope, index) => tf.sum(tf.mul(slope, tensors[`vector/${members[index]}`])))
          .reduce((sum, term) => tf.add(sum, term));
        const products = gradientsOf(along, points);
        return Object.fromEntries(members.map((input, index) => [`product/${input}`, products[index]]));
      }),
  };
}
