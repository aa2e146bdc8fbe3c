import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { version_core } from '@tensorflow/tfjs-core';
import { VEM_VERSION } from '../files/version.js';

/** What the numbers of a run depend on besides its configuration, as text by name. */
export type Conditions = Readonly<Record<string, string>>;

/** Instruction sets that numerical libraries choose their kernels by. */
const VECTOR_FEATURES = /^(sse|ssse|avx|fma|f16c|amx|asimd|neon|sve|sme|fphp|bf16|i8mm)/;

/** The processor's vector instructions; where the system does not list them, its model. */
function processor(): string {
  const model = cpus()[0]?.model ?? 'unknown';
  if (process.platform !== 'linux') return model;
  try {
    const flags =
      /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].split(/\s+/) ?? [];
    const vector = flags.filter((flag) => VECTOR_FEATURES.test(flag)).sort();
    return vector.length > 0 ? vector.join(' ') : model;
  } catch {
    return model;
  }
}

let known: Conditions | undefined;

/** @param engine - its description: runtime and version; @param threads - that share updates */
export function conditionsOf(engine: string, threads: number): Conditions {
  known ??= {
    vem: VEM_VERSION,
    tfjs: version_core,
    // Exponentials and logarithms on the host are those of the JavaScript engine.
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    processor: processor(),
  };
  return { engine, threads: String(threads), ...known };
}

/** What differs, one sentence each. */
export function differences(stored: Conditions, present: Conditions): string[] {
  const names = new Set([...Object.keys(stored), ...Object.keys(present)]);
  return [...names]
    .filter((name) => stored[name] !== present[name])
    .map((name) => `${name} was "${stored[name] ?? 'unknown'}" and is "${present[name] ?? 'unknown'}"`);
}
