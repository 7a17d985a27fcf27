/** Names of the columns that transformers make. */

/** scikit-learn's `ClassNamePrefixFeaturesOutMixin`: `pca0`, `pca1`, … */
export function prefixedNames(className: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${className.toLowerCase()}${i}`)
}
