import { VemError } from '@vem/framework';

/** `VEM_MUJOCO_MISSING`: the package cannot be loaded. */
export function mujocoMissing(cause: unknown): VemError {
  const hint = 'Install the dependencies again (`npx -y pnpm@10 install`); it needs a Node.js with WebAssembly SIMD.';
  const received = cause instanceof Error ? cause.message : String(cause);
  return new VemError(`MuJoCo: package @mujoco/mujoco must load; received "${received}". ${hint}`, {
    code: 'VEM_MUJOCO_MISSING',
    slot: 'environment',
    received,
    hint,
    cause,
  });
}

/** `VEM_MUJOCO_NOT_LOADED`: copies were asked for before the module is there. */
export function mujocoNotLoaded(id: string): VemError {
  const hint = 'Await factory.prepare() before factory.create(); runs and evaluations do so.';
  return new VemError(`Environment "${id}": MuJoCo must be loaded before copies are made; it is not. ${hint}`, {
    code: 'VEM_MUJOCO_NOT_LOADED',
    slot: 'environment',
    hint,
  });
}
