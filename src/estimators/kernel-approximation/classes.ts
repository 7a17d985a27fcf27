/** Classes of `sklearn.kernel_approximation` that are read. */
import type { Classes } from '../reader.ts'
import {
  readAdditiveChi2Sampler,
  readNystroem,
  readPolynomialCountSketch,
  readRbfSampler,
  readSkewedChi2Sampler,
} from './kernel-approximation.ts'

export const KERNEL_APPROXIMATION_CLASSES: Classes = {
  AdditiveChi2Sampler: readAdditiveChi2Sampler,
  Nystroem: readNystroem,
  PolynomialCountSketch: readPolynomialCountSketch,
  RBFSampler: readRbfSampler,
  SkewedChi2Sampler: readSkewedChi2Sampler,
}
