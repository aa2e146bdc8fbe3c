import { emitModel } from '../../onnx/emitModel.js';
import { GraphBuilder } from '../../passes/graphBuilder.js';
import type { Port } from '../../program.js';
import type { Availability } from '../eagerBackends.js';
import { messageOf } from '../errors.js';
import { koffiHint, loadKoffi } from '../koffi.js';
import { hostArray } from '../ports.js';
import { directModels } from './directModel.js';
import type { LoadModel } from './loadedModel.js';
import { nativeRuntime } from './native.js';
import { ortApi } from './ortApi.js';

let attempt: LoadModel | Error | undefined;

/** Models without the binding for Node in between, where koffi is installed and ONNX Runtime answers as it should. */
export function directCalls(): LoadModel | undefined {
  attempt ??= tryCalls();
  return attempt instanceof Error ? undefined : attempt;
}

function tryCalls(): LoadModel | Error {
  const koffi = loadKoffi();
  if (koffi instanceof Error) return koffi;
  try {
    const api = ortApi(koffi);
    const { version } = nativeRuntime();
    if (api.version !== version) return new Error(`the library is ${api.version}, its binding for Node ${version}`);
    const load = directModels(koffi, api);
    return computes(load) ? load : new Error('it computes something else than through its binding for Node');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Whether a small model gives what it should, from memory that changes between its runs. */
function computes(load: LoadModel): boolean {
  const builder = new GraphBuilder('check');
  const spec = { shape: [2], dtype: 'float32' as const };
  builder.output('y', builder.node('Neg', [builder.input('x', spec.shape)], spec.shape));
  const [x, y]: Port[] = [spec, spec].map((each) => ({ spec: each, data: hostArray(each) }));
  const model = load(emitModel(builder.graph), { x }, { y }, 1);
  try {
    return [1, -2].every((number) => {
      x.data.fill(number);
      model.run();
      return y.data.every((result) => result === -number);
    });
  } finally {
    model.dispose();
  }
}

/** Whether ONNX Runtime is called directly here. */
export function directCallsStatus(): Availability {
  const koffi = loadKoffi();
  if (directCalls() && !(koffi instanceof Error)) return { available: true, version: koffi.version };
  const reason = attempt as Error;
  return { available: false, reason: messageOf(reason).split('\n')[0], hint: koffiHint(reason) };
}
