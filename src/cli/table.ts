/** Rows as columns of equal width, for people. Columns named in `right` hold numbers. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, [...cell].length);
    });
  const padded = (cell: string, column: number, last: boolean): string => {
    const space = " ".repeat((widths[column] ?? 0) - [...cell].length);
    if (right.includes(column)) return space + cell;
    return last ? cell : cell + space;
  };
  return rows
    .map((row) => row.map((cell, column) => padded(cell, column, column === row.length - 1)).join("  "))
    .join("\n");
}

/** Bytes as people say them, in powers of ten as file managers do. */
export function sizeText(bytes: number, language: string): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(bytes / 1000 ** power);
  return `${number} ${units[power]}`;
}

/** 134515008 → “135 M”. */
export const countText = (count: number, language: string): string =>
  new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 }).format(count);
