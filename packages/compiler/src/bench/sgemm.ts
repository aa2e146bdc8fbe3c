import { GraphBuilder } from '../passes/graphBuilder.js';
import type { Executable } from '../program.js';
import { graphExecutable } from '../runtime/graphExecutable.js';
import { type MeasureOptions, measure } from './measure.js';

const sizes = [512, 1024] as const;

/** The machine's own rate of matrix products, to be timed in turn with what it is compared to. */
export interface SgemmBenchmark {
  /** One product each. */
  readonly workloads: Readonly<Record<'sgemm512' | 'sgemm1024', () => void>>;
  /** GFLOP/s, the better of both sizes. @param seconds - per product, from `measure`. */
  rate(seconds: Readonly<Record<'sgemm512' | 'sgemm1024', number>>): number;
  dispose(): void;
}

/** ONNX Runtime's own product of square float32 matrices, on one thread. */
export function sgemmBenchmark(): SgemmBenchmark {
  const [small, large] = sizes.map(product);
  return {
    workloads: { sgemm512: () => small.run(), sgemm1024: () => large.run() },
    rate: ({ sgemm512, sgemm1024 }) => Math.max(gigaflops(sizes[0], sgemm512), gigaflops(sizes[1], sgemm1024)),
    dispose() {
      small.dispose();
      large.dispose();
    },
  };
}

/** GFLOP/s of ONNX Runtime's own matrix product on one thread: the better of 512³ and 1024³, median of 7. */
export function sgemmRate(options: MeasureOptions = {}): number {
  const benchmark = sgemmBenchmark();
  try {
    return benchmark.rate(measure(benchmark.workloads, options));
  } finally {
    benchmark.dispose();
  }
}

const gigaflops = (size: number, seconds: number) => (2 * size ** 3) / seconds / 1e9;

function product(size: number): Executable {
  const builder = new GraphBuilder(`sgemm${size}`);
  const shape = [size, size];
  builder.output('c', builder.node('Gemm', [builder.input('a', shape), builder.input('b', shape)], shape));
  const executable = graphExecutable(builder.graph, {}, { threads: 1 });
  for (const { data } of Object.values(executable.inputs)) {
    for (let index = 0; index < data.length; index++) data[index] = Math.sin(index);
  }
  return executable;
}
