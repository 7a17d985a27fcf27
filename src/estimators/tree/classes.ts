/** Classes of `sklearn.tree`, and the forests of `sklearn.ensemble` that are read. */
import type { Classes } from '../reader.ts'
import { readTreeClassifier, readTreeRegressor } from './tree.ts'

export const TREE_CLASSES: Classes = {
  DecisionTreeClassifier: readTreeClassifier,
  DecisionTreeRegressor: readTreeRegressor,
  ExtraTreeClassifier: readTreeClassifier,
  ExtraTreeRegressor: readTreeRegressor,
  ExtraTreesClassifier: readTreeClassifier,
  ExtraTreesRegressor: readTreeRegressor,
  RandomForestClassifier: readTreeClassifier,
  RandomForestRegressor: readTreeRegressor,
}
