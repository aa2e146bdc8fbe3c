/** Edits (insert, delete, replace, swap of neighbours) between two words. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  return rows[a.length][b.length];
}

/** A name, and the name without a version at its end: who misspells `Pendulum-v1` often leaves that out. */
const forms = (name: string): readonly string[] => [name, name.replace(/-v\d+$/, '')];

const LONGEST_WORD = 200;

/** The known word that was probably meant, or undefined: at most a third of the letters may differ. */
export function closest(word: string, known: readonly string[]): string | undefined {
  // Nobody misspells a name by as much; comparing takes time that grows with the square.
  if (word.length > LONGEST_WORD) return undefined;
  const fold = (text: string) => text.toLowerCase().replaceAll(/[-_ ]/g, '');
  const ranked = known
    .map((candidate) => ({
      candidate,
      edits: Math.min(...forms(candidate).map((form) => distance(fold(word), fold(form)))),
    }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.max(1, Math.floor(fold(word).length / 3)) ? best.candidate : undefined;
}

/** ` Did you mean "x"?` or, where nothing is close, ` Known: a, b, c.` */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = closest(word, known);
  return best === undefined ? ` Known: ${known.join(', ')}.` : ` Did you mean "${best}"?`;
}
