import { VemError } from '@vem/framework';

/** `VEM_PLAYER_MISSING`: the script of the page is made by the build, and there was none. */
export const playerMissing = (file: string, cause: unknown) => {
  const hint = 'Build vem: npx -y pnpm@10 build.';
  return new VemError(`vem play: the script of the page must be built; received no file ${file}. ${hint}`, {
    code: 'VEM_PLAYER_MISSING',
    path: file,
    hint,
    cause,
  });
};

/** `VEM_RECORD_INEXACT`: visits that cannot be worked out. */
export const inexact = (what: string, why: string, hint: string) =>
  new VemError(`vem record --exact, ${what}: visits follow from tables and an end, and ${why}. ${hint}`, {
    code: 'VEM_RECORD_INEXACT',
    hint,
    exitStatus: 2,
  });
