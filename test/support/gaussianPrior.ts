import { compiledEngine } from '@vem/compiler';
import type { Copy, Pipeline } from '@vem/framework';
import { ProgramScope } from '../../packages/framework/src/programs/context.js';

/** The mean and log σ of a Gaussian prior at given observations, [B, A] each, as learned by now. */
export function gaussianPrior(pipeline: Pipeline, observations: readonly (readonly number[])[], copy: Copy = 'online') {
  const engine = compiledEngine();
  const executable = engine.load(
    {
      name: 'gaussian prior',
      inputs: { observation: { shape: [observations.length, observations[0].length], dtype: 'float32' } },
      body: ({ observation }, request) => {
        const scope = new ProgramScope({ ...pipeline.programs, batch: undefined }, request);
        const { mean_BA, logStd_BA } = scope.open('prior').at(observation, copy).gaussian!;
        return { mean: mean_BA, logStd: logStd_BA };
      },
    },
    pipeline.parameterBindings(),
  );
  executable.inputs.observation.data.set(observations.flat());
  executable.run();
  const { mean, logStd } = executable.outputs;
  const read = { mean: [...mean.data], logStd: [...logStd.data] };
  engine.dispose();
  return read;
}
