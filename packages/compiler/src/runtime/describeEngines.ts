import { VemError } from '../errors.js';
import { type Availability, eagerBackends, loadEagerBackend } from './eagerBackends.js';
import { nativeRuntime } from './native.js';

/** One engine, for a diagnosis: whether it runs here, and if not, why and how to get it. */
export type EngineStatus = Availability & {
  /** `compiled`, or `eager/<tfjs backend>`. */
  readonly name: string;
};

/** Tries every engine on this machine. */
export async function describeEngines(): Promise<readonly EngineStatus[]> {
  const eager = await Promise.all(
    eagerBackends.map(async (backend) => ({ name: `eager/${backend}`, ...(await loadEagerBackend(backend)) })),
  );
  return [{ name: 'compiled', ...compiledAvailability() }, ...eager];
}

function compiledAvailability(): Availability {
  try {
    return { available: true, version: nativeRuntime().version };
  } catch (error) {
    if (!(error instanceof VemError)) throw error;
    return { available: false, reason: error.message, hint: error.hint ?? 'use the eager engine' };
  }
}
