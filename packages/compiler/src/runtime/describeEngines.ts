import { VemError } from '../errors.js';
import { type Availability, eagerBackends, loadEagerBackend } from './eagerBackends.js';
import { directCallsStatus } from './sessions/direct.js';
import { nativeRuntime } from './sessions/native.js';

/** One engine, for a diagnosis: whether it runs here, and if not, why and how to get it. */
export type EngineStatus = Availability & {
  /** `compiled`, or `eager/<tfjs backend>`. */
  readonly name: string;
  /** What would make it faster, in words. */
  readonly note?: string;
};

/** Tries every engine on this machine. */
export async function describeEngines(): Promise<readonly EngineStatus[]> {
  const eager = await Promise.all(
    eagerBackends.map(async (backend) => ({ name: `eager/${backend}`, ...(await loadEagerBackend(backend)) })),
  );
  return [{ name: 'compiled', ...compiledAvailability() }, ...eager];
}

function compiledAvailability(): Availability & Pick<EngineStatus, 'note'> {
  try {
    const { version } = nativeRuntime();
    const direct = directCallsStatus();
    if (direct.available) return { available: true, version };
    const note = `Works, but each run of a program takes up to .1 ms longer than it need: ${direct.hint} (${direct.reason})`;
    return { available: true, version, note };
  } catch (error) {
    if (!(error instanceof VemError)) throw error;
    return { available: false, reason: error.message, hint: error.hint ?? 'use the eager engine' };
  }
}
