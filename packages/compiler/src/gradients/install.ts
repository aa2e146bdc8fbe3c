import * as tf from '@tensorflow/tfjs-core';
import { ownerOfAttributes, tfjsKernelNames } from '../record/backend.js';
import { asOwner } from '../record/owner.js';
import { ownerOfTensor } from '../record/recording.js';
import { elementwiseGradients } from './elementwise.js';
import { engineUnknown, gradientMissing } from './errors.js';
import { indexingGradients } from './indexing.js';
import { layoutGradients } from './layout.js';
import { matMulGradients } from './matmul.js';
import { reductionGradients } from './reductions.js';
import { smoothGradients } from './smooth.js';
import { repairTapeOrder } from './tapeOrder.js';

/** tfjs-core brings no gradients along; these replace the ones that the other tfjs packages register. */
const gradients: readonly tf.GradConfig[] = [
  ...smoothGradients,
  ...elementwiseGradients,
  ...reductionGradients,
  ...layoutGradients,
  ...indexingGradients,
  ...matMulGradients,
];

let installed: ReadonlyMap<string, tf.GradConfig> | undefined;

/**
 * Makes gradients right at first and second order, in recorded and eager programs, for the rest of the process. They
 * stay in force when a package such as tfjs-node registers other ones for the same kernels.
 * @throws VEM_TFJS_UNKNOWN if tfjs's engine is not the one that this was made for.
 */
export function installGradients(): void {
  if (installed !== undefined) return;
  const configs = prepare();
  installed = new Map(configs.map((config) => [config.kernelName, config]));
  repairTapeOrder();
  keepInForce(installed);
  for (const config of configs) tf.registerGradient(config);
}

/** tfjs asks for the gradient of a kernel when it saves tensors for it; what others registered is replaced just before. */
function keepInForce(configs: ReadonlyMap<string, tf.GradConfig>): void {
  const engine = tf.engine();
  const getTensorsForGradient: unknown = Reflect.get(engine, 'getTensorsForGradient');
  if (typeof getTensorsForGradient !== 'function') throw engineUnknown(tf.version_core);
  Reflect.set(engine, 'getTensorsForGradient', (kernelName: string, ...others: unknown[]) => {
    const own = configs.get(kernelName);
    if (own !== undefined && tf.getGradient(kernelName) !== own) tf.registerGradient(own);
    return Reflect.apply(getTensorsForGradient, engine, [kernelName, ...others]);
  });
}

/** The gradient of every kernel that tfjs has; those without one throw a coded error. */
function prepare(): tf.GradConfig[] {
  const known = new Set(gradients.map(({ kernelName }) => kernelName));
  const unknown = tfjsKernelNames().filter((kernelName) => !known.has(kernelName));
  return [...gradients, ...unknown.map(missing)].map(attributed);
}

function missing(kernelName: string): tf.GradConfig {
  return {
    kernelName,
    gradFunc: () => {
      throw gradientMissing(kernelName);
    },
  };
}

/** While recording, the gradient of a kernel belongs to the owner of the kernel, however late it is taken. */
function attributed(config: tf.GradConfig): tf.GradConfig {
  const { gradFunc } = config;
  return {
    ...config,
    gradFunc: (dy, saved, attributes) => {
      const owner =
        (attributes && ownerOfAttributes(attributes)) ?? (saved.length > 0 ? ownerOfTensor(saved[0]) : undefined);
      if (owner === undefined) return gradFunc(dy, saved, attributes);
      const slopes = asOwner(owner, () => gradFunc(dy, saved, attributes));
      return Object.fromEntries(Object.entries(slopes).map(([name, slope]) => [name, () => asOwner(owner, slope)]));
    },
  };
}
