/** The reference kernels, one an operator: simple enough to be read beside scikit-learn's source. */
import type { KernelTable } from '../kernel.ts'
import { encodeNumbers, encodeObjects, lookUp, oneHot } from './categories.ts'
import {
  cast,
  checkFinite,
  concat,
  concatObjects,
  inputNumbers,
  inputObjects,
  parseNumbers,
  selectColumns,
  selectObjects,
} from './columns.ts'
import { imputeNumbers, imputeObjects, missingNumbers, missingObjects } from './missing.ts'
import { affine, argMax, columnwise, complement, greaterThan, log, normalizeRows, sigmoid, softmax } from './numbers.ts'
import { kernelMatrix, pairwiseDecision, pairwiseProbability, pairwiseToOvr, pairwiseVote } from './svm.ts'
import { treeEnsemble } from './trees.ts'

export const REFERENCE_KERNELS: KernelTable = {
  affine,
  argMax,
  cast,
  checkFinite,
  columnwise,
  complement,
  concat,
  concatObjects,
  encodeNumbers,
  encodeObjects,
  greaterThan,
  imputeNumbers,
  imputeObjects,
  inputNumbers,
  inputObjects,
  kernelMatrix,
  log,
  lookUp,
  missingNumbers,
  missingObjects,
  normalizeRows,
  oneHot,
  pairwiseDecision,
  pairwiseProbability,
  pairwiseToOvr,
  pairwiseVote,
  parseNumbers,
  selectColumns,
  selectObjects,
  sigmoid,
  softmax,
  treeEnsemble,
}
