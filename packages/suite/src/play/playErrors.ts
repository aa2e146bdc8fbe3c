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
