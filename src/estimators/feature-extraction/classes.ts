/** Classes of `sklearn.feature_extraction` that are read. */
import type { Classes } from '../reader.ts'
import { readDictVectorizer } from './dict-vectorizer.ts'
import { readFeatureHasher } from './feature-hasher.ts'
import { readTfidfTransformer } from './tfidf.ts'
import { readCountVectorizer, readHashingVectorizer, readTfidfVectorizer } from './vectorizers.ts'

export const FEATURE_EXTRACTION_CLASSES: Classes = {
  CountVectorizer: readCountVectorizer,
  DictVectorizer: readDictVectorizer,
  FeatureHasher: readFeatureHasher,
  HashingVectorizer: readHashingVectorizer,
  TfidfTransformer: readTfidfTransformer,
  TfidfVectorizer: readTfidfVectorizer,
}
