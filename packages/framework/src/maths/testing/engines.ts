import * as tf from '@tensorflow/tfjs-core';
import { compiledEngine, type Engine, eagerEngine, record, type Tensors } from '@vem/compiler';

/** Both engines by name: maths must not depend on which one runs it. */
export const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  compiled: async () => compiledEngine(),
  eager: () => eagerEngine(),
};

/** Numbers by the names of inputs or outputs, flat. */
export type Numbers = Readonly<Record<string, readonly number[]>>;

export interface Evaluation {
  (inputs?: Numbers): Numbers;
  readonly dispose: () => void;
}

/** Loads tensor code once, to be evaluated as often as wanted. @param shapes - of its inputs */
export async function evaluation(
  open: () => Promise<Engine>,
  shapes: Readonly<Record<string, readonly number[]>>,
  body: (inputs: Tensors) => Readonly<Record<string, tf.Tensor>>,
): Promise<Evaluation> {
  const engine = await open();
  const specs = Object.entries(shapes).map(([name, shape]) => [name, { shape, dtype: 'float32' as const }]);
  const executable = engine.load({ name: 'test', inputs: Object.fromEntries(specs), body });
  const evaluate = (inputs: Numbers = {}): Numbers => {
    // Inputs that no output depends on are absent.
    for (const [name, port] of Object.entries(executable.inputs)) port.data.set(inputs[name]);
    executable.run();
    return Object.fromEntries(Object.entries(executable.outputs).map(([name, { data }]) => [name, [...data]]));
  };
  return Object.assign(evaluate, { dispose: () => engine.dispose() });
}

/** Evaluates once. */
export async function evaluated(
  open: () => Promise<Engine>,
  shapes: Readonly<Record<string, readonly number[]>>,
  inputs: Numbers,
  body: (inputs: Tensors) => Readonly<Record<string, tf.Tensor>>,
): Promise<Numbers> {
  const evaluate = await evaluation(open, shapes, body);
  const outputs = evaluate(inputs);
  evaluate.dispose();
  return outputs;
}

/** What a call throws while a program is recorded, which is when shapes are looked at; undefined if nothing. */
export function refusal(call: () => unknown): unknown {
  let thrown: unknown;
  const body = () => {
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    return { nothing: tf.zeros([1]) };
  };
  record({ name: 'shapes', inputs: {}, body });
  return thrown;
}
