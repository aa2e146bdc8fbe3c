import type { Preset } from '@vem/framework';
import type { ResultRow } from './results.js';

const PRIORS = ['uniform', 'learned', 'snapshot'];
const MODELS = ['free', 'based'];
const POSTERIORS = ['parametric', 'nonParametric', 'iterative'];
/** Posteriors whose columns the table has for every model. */
const ALWAYS = POSTERIORS.slice(0, 2);
const WORDS: Readonly<Record<string, string>> = {
  uniform: 'uniform prior',
  learned: 'learned prior',
  snapshot: 'snapshot as prior',
  free: 'model-free',
  based: 'model-based',
  nonParametric: 'non-parametric',
};
/** What a part of a cell is called in the grid. */
export const cellWord = (part: string): string => WORDS[part] ?? part;

/** A cell of the table of the source paper. */
export interface GridCell {
  readonly prior: string;
  readonly model: string;
  readonly posterior: string;
}
/** Cells that Table 1 of the source paper, Marino, Piché and Yue 2019, leaves empty. */
const EMPTY_IN_SOURCE: readonly GridCell[] = [
  { prior: 'uniform', model: 'based', posterior: 'parametric' },
  { prior: 'learned', model: 'based', posterior: 'parametric' },
  { prior: 'learned', model: 'based', posterior: 'nonParametric' },
];
/** Whether the source paper knew no method there. */
export const emptyInSource = (cell: GridCell): boolean => EMPTY_IN_SOURCE.some((empty) => same(empty, cell));

const same = (a: GridCell, b: GridCell): boolean =>
  a.prior === b.prior && a.model === b.model && a.posterior === b.posterior;

/** A column of the grid. */
export type GridColumn = Omit<GridCell, 'prior'>;

/** Values of one part, known ones first, that anything stands in; the first two of the table always. */
const valuesOf = (known: readonly string[], used: readonly string[], always: number): string[] => [
  ...known.filter((value, i) => i < always || used.includes(value)),
  ...new Set(used.filter((value) => !known.includes(value))),
];

/** Methods that were compared, and presets that were not, by prior, model and posterior. */
export interface MethodGrid {
  readonly priors: readonly string[];
  /** Model by model: the four of the table, and others in which anything stands. */
  readonly columns: readonly GridColumn[];
  readonly in: (cell: GridCell) => { readonly here: readonly ResultRow[]; readonly absent: readonly Preset[] };
}

/**
 * Where each method stands among all that there are.
 *
 * @param rows - of a method the row of its reference task stands for it, otherwise its first
 * @param referenceTasks - environments by the methods' names
 */
export function methodGrid(
  rows: readonly ResultRow[],
  presets: readonly Preset[],
  referenceTasks: Readonly<Record<string, string>>,
): MethodGrid {
  const names = [...new Set(rows.map(({ name }) => name))];
  const methods = names.map((name) => {
    const own = rows.filter((row) => row.name === name);
    return own.find(({ environment }) => environment === referenceTasks[name]) ?? own[0];
  });
  const compared = new Set(rows.map(({ preset }) => preset?.split(':')[0]));
  const absent = presets.filter(({ info }) => !compared.has(info.name));
  const cells: GridCell[] = [...methods.map(({ cell }) => cell), ...absent.map(({ info }) => info.cell)];
  const values = (part: keyof GridCell, known: readonly string[]) =>
    valuesOf(
      known,
      cells.map((cell) => cell[part]),
      ALWAYS.length,
    );
  const columns = values('model', MODELS).flatMap((model) =>
    values('posterior', POSTERIORS).map((posterior) => ({ model, posterior })),
  );
  const isUsed = ({ model, posterior }: GridColumn) =>
    (MODELS.includes(model) && ALWAYS.includes(posterior)) ||
    cells.some((cell) => cell.model === model && cell.posterior === posterior);
  return {
    priors: values('prior', PRIORS),
    columns: columns.filter(isUsed),
    in: (cell) => ({
      here: methods.filter((row) => same(row.cell, cell)),
      absent: absent.filter(({ info }) => same(info.cell, cell)),
    }),
  };
}
