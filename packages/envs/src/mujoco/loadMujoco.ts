import type { MainModule } from '@mujoco/mujoco';
import { mujocoMissing, mujocoNotLoaded } from './errors.js';

let loaded: MainModule | undefined;
let loading: Promise<void> | undefined;

/**
 * Loads MuJoCo, ten megabytes of WebAssembly, once per process; later calls wait for the same. Importing this package,
 * listing environments and making their factories does not load it.
 *
 * @throws VEM_MUJOCO_MISSING
 */
export function loadMujoco(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw mujocoMissing(error);
  });
  return loading;
}

async function load(): Promise<void> {
  const { default: start } = await import('@mujoco/mujoco');
  // MuJoCo warns of unstable simulations on the standard output, which belongs to the command. What comes of them, an
  // observation that is not finite or an episode that ends, is told by the environment.
  const quiet = () => {};
  loaded = await start({ print: quiet, printErr: quiet });
}

/** @param environment - who asks @throws VEM_MUJOCO_NOT_LOADED before `loadMujoco` is done */
export function mujoco(environment: string): MainModule {
  if (loaded === undefined) throw mujocoNotLoaded(environment);
  return loaded;
}
