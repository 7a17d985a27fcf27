/** scikit-learn's tag `allow_nan`: a selector lets NaN pass if the class of its estimator says that it takes NaN. */
import { PickleObject, PickleTuple, type PickleValue } from '../../pickle/values.ts'
import { Attributes, itemsOf } from '../attributes.ts'
import { isAtLeast, type Version } from '../version.ts'

type Tag = (options: Attributes, version: Version | undefined) => boolean

const CRITERIA: readonly unknown[] = ['gini', 'log_loss', 'entropy', 'squared_error', 'friedman_mse', 'poisson']

/** Trees from 1.3 on. */
const tree: Tag = (options, version) => {
  const splitter = options.get('splitter') ?? 'best'
  if (isAtLeast(version, 1, 9)) return true
  if (!isAtLeast(version, 1, 3) || !CRITERIA.includes(options.get('criterion'))) return false
  return isAtLeast(version, 1, 6) || splitter === 'best'
}

/** Those with random splits from 1.6 on. */
const extraTree: Tag = (options, version) => {
  const isRandom = (options.get('splitter') ?? 'random') === 'random'
  if (isAtLeast(version, 1, 9)) return isRandom
  return isAtLeast(version, 1, 6) && isRandom && CRITERIA.includes(options.get('criterion'))
}

/** 1.6 forgot to set the tag of this one, so that it has that of its parent. */
const extraTreeRegressor: Tag = (options, version) =>
  (isAtLeast(version, 1, 9) ? extraTree : extraOrTree)(options, version)
const extraOrTree: Tag = (options, version) => isAtLeast(version, 1, 6) && tree(options, version)

const from =
  (major: number, minor: number, tag: Tag = () => true): Tag =>
  (options, version) =>
    isAtLeast(version, major, minor) && tag(options, version)

const ofPart: Tag = (options, version) =>
  takesMissing(options.get('estimator') ?? options.get('base_estimator') ?? null, options, version)

const ofAllParts: Tag = (options, version) =>
  (itemsOf(options.get('estimators')) ?? []).every((item) => {
    const part = item instanceof PickleTuple ? (item.items[1] ?? null) : null
    return part === 'drop' || takesMissing(part, options, version)
  })

const nanEuclidean: Tag = (options) => options.get('metric') === 'nan_euclidean'

const TAGS: { readonly [className: string]: Tag } = {
  BaggingClassifier: from(1, 3, ofPart),
  BaggingRegressor: from(1, 3, ofPart),
  DecisionTreeClassifier: tree,
  DecisionTreeRegressor: tree,
  ExtraTreeClassifier: extraTree,
  ExtraTreeRegressor: extraTreeRegressor,
  ExtraTreesClassifier: extraTree,
  ExtraTreesRegressor: extraTreeRegressor,
  FrozenEstimator: ofPart,
  HistGradientBoostingClassifier: () => true,
  HistGradientBoostingRegressor: () => true,
  KNeighborsClassifier: from(1, 6, nanEuclidean),
  KNeighborsRegressor: from(1, 6, nanEuclidean),
  NearestCentroid: from(1, 6, nanEuclidean),
  RFE: from(0, 22, ofPart),
  RFECV: from(0, 22, ofPart),
  RandomForestClassifier: from(1, 4, tree),
  RandomForestRegressor: from(1, 4, tree),
  StackingClassifier: from(1, 4, ofAllParts),
  StackingRegressor: from(1, 4, ofAllParts),
  VotingClassifier: from(1, 4, ofAllParts),
  VotingRegressor: from(1, 4, ofAllParts),
}

/** Whether the class of an estimator, fitted or not, says that it takes NaN. Versions before 0.22 have no tags. */
export function takesMissing(value: PickleValue, around: Attributes, version: Version | undefined): boolean {
  if (!(value instanceof PickleObject) || !isAtLeast(version, 0, 22)) return false
  const tag = Object.hasOwn(TAGS, value.className) ? TAGS[value.className] : undefined
  return tag?.(new Attributes(value, around.path, around.versionText), version) ?? false
}
