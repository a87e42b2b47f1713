/**
 * F1 of one class: 2·TP / (2·TP + FP + FN), the harmonic mean of precision and recall (van Rijsbergen 1979); 0 where no
 * row is or is called of the class.
 * @param matrix `matrix[true class][predicted class]`
 */
export function f1(matrix: number[][], of: number): number {
  const tp = matrix[of]![of]!;
  const { called, real } = totals(matrix, of);
  return called + real === 0 ? 0 : (2 * tp) / (called + real);
}

/** The plain mean of F1 over the classes that occur as truth or as prediction. Null where none does. */
export function macroF1(matrix: number[][]): number | null {
  const occurring = matrix
    .map((_, of) => of)
    .filter((of) => {
      const { called, real } = totals(matrix, of);
      return called + real > 0;
    });
  if (occurring.length === 0) return null;
  return occurring.reduce((sum, of) => sum + f1(matrix, of), 0) / occurring.length;
}

function totals(matrix: number[][], of: number): { called: number; real: number } {
  return {
    called: matrix.reduce((sum, counts) => sum + counts[of]!, 0),
    real: matrix[of]!.reduce((sum, count) => sum + count, 0),
  };
}
