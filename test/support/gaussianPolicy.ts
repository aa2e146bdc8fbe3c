import { compiledEngine } from '@vem/compiler';
import type { Pipeline } from '@vem/framework';
import { ProgramScope } from '../../packages/framework/src/programs/context.js';

/** What a Gaussian posterior says at some states, before any squash. */
export interface GaussianPolicy {
  /** [B, A] */
  readonly mean: Float32Array;
  /** [B, A] */
  readonly logStd: Float32Array;
}

/**
 * Reads the posterior's Gaussian at given observations, by the posterior's own program on the run's own parameters: each
 * call of the result gives what has been learned by then, in the same arrays.
 */
export function gaussianPolicy(pipeline: Pipeline, observations: readonly (readonly number[])[]): () => GaussianPolicy {
  const shape = [observations.length, observations[0].length];
  const executable = compiledEngine().load(
    {
      name: 'gaussian policy',
      inputs: { observation: { shape, dtype: 'float32' } },
      body: ({ observation }, request) => {
        const scope = new ProgramScope({ ...pipeline.programs, batch: undefined }, request);
        const { mean_BA, logStd_BA } = scope.open('posterior').infer(observation, 'evaluate').gaussian!;
        return { mean: mean_BA, logStd: logStd_BA };
      },
    },
    pipeline.parameterBindings(),
  );
  executable.inputs.observation.data.set(observations.flat());
  return () => {
    executable.run();
    const { mean, logStd } = executable.outputs;
    return { mean: mean.data as Float32Array, logStd: logStd.data as Float32Array };
  };
}
