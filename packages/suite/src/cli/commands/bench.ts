import { type Measurement, type Measurements, runBenchmarks, selectWithEnvironments } from '../../benchmark/run.js';
import { knownPlugins, type PluginArguments } from '../../plugins/knownPlugins.js';
import { formatCount } from '../../report/format.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';

const formatValue = (value: number): string => (value >= 1000 ? formatCount(value) : value.toPrecision(3));

function row({ name, value, unit, shareOfSgemm }: Measurement): string[] {
  const share = shareOfSgemm === undefined ? '' : `${(100 * shareOfSgemm).toFixed(0)} % of sgemm`;
  return [name, formatValue(value), unit, share];
}

const text = ({ sgemmGflops, benchmarks }: Measurements): string =>
  columns([['sgemm', formatValue(sgemmGflops), 'GFLOP/s', 'ONNX Runtime, one thread'], ...benchmarks.map(row)], '');

export interface BenchArguments extends PluginArguments {
  readonly only?: string;
}

/** `vem bench`. @throws VEM_BENCHMARK_UNKNOWN, VEM_PLUGINS_… */
export async function bench(given: BenchArguments, { stderr }: Terminal): Promise<Answer> {
  const { packages } = await knownPlugins(given, stderr);
  const environments = packages.flatMap(({ content }) => content.environments);
  const measurements = await runBenchmarks(selectWithEnvironments(given.only, environments), {
    onStart: (name) => stderr(`${name} …\n`),
  });
  return { text: text(measurements), json: measurements };
}
