import { didYouMean, VemError } from '@vem/framework';

const USAGE = 2;

export const nothingToCompare = (first: readonly string[], second: readonly string[]) =>
  new VemError(
    `vem diff: the two have no row in common. First: ${first.join('; ')}. Second: ${second.join('; ')}. Rows pair by name and environment; pick one method of each with FOLDER#row.`,
    { code: 'VEM_DIFF_NOTHING_SHARED', exitStatus: USAGE },
  );

export const unknownRow = (folder: string, row: string, known: readonly string[]) =>
  new VemError(`"${folder}": it has no row "${row}".${didYouMean(row, known)}`, {
    code: 'VEM_ROW_UNKNOWN',
    path: folder,
    received: row,
    exitStatus: USAGE,
  });
