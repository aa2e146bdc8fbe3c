import type { Tensor } from '@tensorflow/tfjs-core';
import { compiledEngine, type Engine, eagerEngine, type Tensors } from '@vem/compiler';

/** Values with a shape, e.g. `array([2, 3], [1, 2, 3, 4, 5, 6])`. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export const array = (shape: readonly number[], values: readonly number[]): HostTensor => ({ shape, values });

/** Both engines by name, for tests of programs that must not depend on which one runs them. */
export const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  compiled: async () => compiledEngine(),
  eager: () => eagerEngine(),
};

/** Runs tensor code once on an engine. */
export async function runProgram(
  openEngine: () => Promise<Engine>,
  inputs: Readonly<Record<string, HostTensor>>,
  body: (inputs: Tensors) => Readonly<Record<string, Tensor>>,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const engine = await openEngine();
  const specs = Object.entries(inputs).map(([name, { shape }]) => [name, { shape, dtype: 'float32' as const }]);
  const executable = engine.load({ name: 'test', inputs: Object.fromEntries(specs), body });
  // Inputs that the result does not depend on are absent.
  for (const [name, port] of Object.entries(executable.inputs)) port.data.set(inputs[name].values);
  executable.run();
  const outputs = Object.fromEntries(Object.entries(executable.outputs).map(([name, { data }]) => [name, [...data]]));
  engine.dispose();
  return outputs;
}
