import { didYouMean, VemError } from '@vem/framework';

export const unknownBenchmark = (name: string, known: readonly string[]) =>
  new VemError(`Benchmark "${name}": there is no benchmark whose name starts like this.${didYouMean(name, known)}`, {
    code: 'VEM_BENCHMARK_UNKNOWN',
    received: name,
    exitStatus: 2,
  });
