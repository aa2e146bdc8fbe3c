/** Rows of text in aligned columns; the last column is left as it is. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...row[column]].length)));
  const padded = (row: readonly string[]) =>
    row.map((text, column) =>
      column === row.length - 1 ? text : text + ' '.repeat(widths[column] - [...text].length),
    );
  return rows.map((row) => `${indent}${padded(row).join('  ')}`.trimEnd()).join('\n');
}
