import { measure, sgemmBenchmark } from '@vem/compiler';
import { environmentPlugins } from '@vem/envs';
import type { AnyPlugin } from '@vem/framework';
import { actSingle } from './actSingle.js';
import type { Benchmark } from './benchmark.js';
import { unknownBenchmark } from './benchmarkErrors.js';
import { checkpointCost } from './checkpoint.js';
import { environmentStep } from './environmentStep.js';
import { imaginedRows } from './imagining.js';
import { mpoUpdate, mpoUpdateOnTwoThreads } from './mpoUpdate.js';
import { ensembleUpdate, planDecision, smallPlanDecision } from './planning.js';
import { rowGradients, trpoUpdate } from './policyStep.js';
import { ppoStep } from './ppoStep.js';
import { redqUpdate } from './redqUpdate.js';
import { sacUpdate, sacUpdateOnTwoThreads } from './sacUpdate.js';
import { sequenceSampling, sequenceUpdate } from './sequences.js';
import { smallUpdates } from './smallUpdates.js';
import { tableSweep, tabularStep } from './tables.js';
import { td3Update } from './td3Update.js';

export const benchmarks: readonly Benchmark[] = [
  sacUpdate,
  sacUpdateOnTwoThreads,
  td3Update,
  redqUpdate,
  mpoUpdate,
  mpoUpdateOnTwoThreads,
  sequenceUpdate,
  sequenceSampling,
  ...smallUpdates,
  ppoStep,
  trpoUpdate,
  rowGradients,
  actSingle,
  tableSweep,
  tabularStep,
  ensembleUpdate,
  imaginedRows,
  planDecision,
  smallPlanDecision,
  checkpointCost('million', 1_000_000),
  ...environmentPlugins.map(environmentStep),
];

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Share of the machine's own rate of matrix products on one thread, measured in turn with it: 0 … 1. */
  readonly shareOfSgemm?: number;
}

export interface Measurements {
  /** GFLOP/s of ONNX Runtime's matrix product on one thread. */
  readonly sgemmGflops: number;
  readonly benchmarks: readonly Measurement[];
}

export interface MeasuringOptions {
  /** Repetitions, of which the median counts; default 7. */
  readonly rounds?: number;
  /** Length of a repetition; default 100. */
  readonly milliseconds?: number;
  readonly onStart?: (name: string) => void;
}

/** All benchmarks, or those whose name is or starts with the given one. @throws VEM_BENCHMARK_UNKNOWN */
export const selectBenchmarks = (name: string | undefined): readonly Benchmark[] => selectFrom(benchmarks, name);

/** The same with environments of others, which are stepped too. @throws VEM_BENCHMARK_UNKNOWN */
export const selectWithEnvironments = (
  name: string | undefined,
  environments: readonly AnyPlugin[],
): readonly Benchmark[] => selectFrom([...benchmarks, ...environments.map(environmentStep)], name);

function selectFrom(all: readonly Benchmark[], name: string | undefined): readonly Benchmark[] {
  if (name === undefined) return all;
  const exact = all.filter((benchmark) => benchmark.name === name);
  const selected = exact.length > 0 ? exact : all.filter((benchmark) => benchmark.name.startsWith(name));
  if (selected.length === 0)
    throw unknownBenchmark(
      name,
      all.map((benchmark) => benchmark.name),
    );
  return selected;
}

/** Medians over repetitions; what is compared to the matrix product takes turns with it, so both see the same machine. */
export async function runBenchmarks(
  selected: readonly Benchmark[],
  options: MeasuringOptions = {},
): Promise<Measurements> {
  const { onStart, ...timing } = options;
  const sgemm = sgemmBenchmark();
  const measured: Measurement[] = [];
  let sgemmGflops: number | undefined;
  try {
    for (const benchmark of selected) {
      const { name, unit, value } = benchmark;
      onStart?.(name);
      if ('time' in benchmark) {
        measured.push({ name, value: value(await benchmark.time(timing)), unit });
        continue;
      }
      const { flops, prepare } = benchmark;
      const { run, operations, dispose } = await prepare();
      try {
        const seconds = measure(flops === undefined ? { [name]: run } : { ...sgemm.workloads, [name]: run }, timing);
        const each = seconds[name] / operations;
        const result = { name, value: value(each), unit };
        if (flops === undefined) measured.push(result);
        else {
          sgemmGflops = sgemm.rate(seconds as Record<keyof typeof sgemm.workloads, number>);
          measured.push({ ...result, shareOfSgemm: flops / each / (1e9 * sgemmGflops) });
        }
      } finally {
        dispose();
      }
    }
    return { sgemmGflops: sgemmGflops ?? sgemm.rate(measure(sgemm.workloads, timing)), benchmarks: measured };
  } finally {
    sgemm.dispose();
  }
}
