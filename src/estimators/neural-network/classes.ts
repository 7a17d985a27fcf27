/** Classes of `sklearn.neural_network` that are read. */
import type { Classes } from '../reader.ts'
import { readBernoulliRbm } from './boltzmann.ts'
import { readMlpClassifier, readMlpRegressor } from './multilayer-perceptron.ts'

export const NEURAL_NETWORK_CLASSES: Classes = {
  BernoulliRBM: readBernoulliRbm,
  MLPClassifier: readMlpClassifier,
  MLPRegressor: readMlpRegressor,
}
