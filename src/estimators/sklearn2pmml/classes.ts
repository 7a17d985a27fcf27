/** Classes of sklearn2pmml that are read. */
import { readPipeline } from '../compose/pipeline.ts'
import type { Classes } from '../reader.ts'
import { readAlias, readContinuousDomain, readDiscreteDomain, readDomainEraser, readMultiDomain } from './domains.ts'

export const SKLEARN2PMML_CLASSES: Classes = {
  Alias: readAlias,
  CategoricalDomain: readDiscreteDomain,
  ContinuousDomain: readContinuousDomain,
  ContinuousDomainEraser: readDomainEraser,
  DiscreteDomainEraser: readDomainEraser,
  MultiAlias: readAlias,
  MultiDomain: readMultiDomain,
  OrdinalDomain: readDiscreteDomain,
  PMMLPipeline: readPipeline,
}
