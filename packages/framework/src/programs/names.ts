import type { Phase } from '../slots/outcome.js';

/** Names of the inputs and outputs of programs. Parameters are called as in the parameter store. */
export const names = {
  observation: 'observation',
  action: 'action',
  batch: (column: string) => `batch/${column}`,
  /** Of the steps before sequences. */
  before: (column: string) => `batch/before/${column}`,
  noise: (slot: string, kind: NoiseKind, index: number) => `noise/${slot}/${kind}/${index}`,
  scalar: (slot: string, name: string) => `scalar/${slot}/${name}`,
  result: (phase: Phase, name: string) => `result/${phase}/${name}`,
  gradient: (parameter: string) => `gradient/${parameter}`,
  vector: (parameter: string) => `vector/${parameter}`,
  product: (parameter: string) => `product/${parameter}`,
  metric: (slot: string, name: string) => `metric/${slot}/${name}`,
  /** Of a metric of this slot, unless it says itself which one it is about: `slot/name`. */
  metricOf: (slot: string, name: string) => `metric/${name.includes('/') ? name : `${slot}/${name}`}`,
  record: (column: string) => `record/${column}`,
  memory: (column: string) => `memory/${column}`,
  signal: (name: string) => `signal/${name}`,
  annotation: (column: string) => `annotation/${column}`,
} as const;

export type NoiseKind = 'normal' | 'uniform';

/** The part of a name behind its kind, if it is of that kind: `after('batch/', 'batch/reward')` is `reward`. */
export function after(prefix: string, name: string): string | undefined {
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}
