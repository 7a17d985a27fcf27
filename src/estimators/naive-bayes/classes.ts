/** Classes of `sklearn.naive_bayes` that are read. */
import type { Classes } from '../reader.ts'
import { readCategoricalBayes } from './categorical.ts'
import { readBernoulliBayes, readComplementBayes, readMultinomialBayes } from './discrete.ts'
import { readGaussianBayes } from './gaussian.ts'

export const NAIVE_BAYES_CLASSES: Classes = {
  BernoulliNB: readBernoulliBayes,
  CategoricalNB: readCategoricalBayes,
  ComplementNB: readComplementBayes,
  GaussianNB: readGaussianBayes,
  MultinomialNB: readMultinomialBayes,
}
