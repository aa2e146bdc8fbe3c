/** Numbers that fixtures are made of, the same in Python: scale · sin(1.3 (i + 1) + shift). */
export const wave = (count: number, shift = 0, scale = 1): number[] =>
  Array.from({ length: count }, (_, index) => scale * Math.sin(1.3 * (index + 1) + shift));
