/** Small models of three kinds of file, which are damaged in every place: a pickle of protocol 2, one of 5, and joblib. */
export const DAMAGED_MODELS = [
  '.cache/fixtures/sklearn-0.24/linear/logistic-three-multinomial.p2.pkl',
  '.cache/fixtures/sklearn-1.9/compose/pipeline-forest.p5.pkl',
  '.cache/fixtures/sklearn-1.6/compose/columns-by-callable.joblib',
]
