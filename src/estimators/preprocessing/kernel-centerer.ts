/** scikit-learn's `KernelCenterer`: kernel values as if the mean had been taken out in the space of the kernel. */
import type { ProgramBuilder } from '../../program/builder.ts'
import type { ValueId } from '../../program/value.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { prefixedNames } from '../feature-names.ts'
import { finiteNumbers } from '../outputs.ts'

interface Centerer {
  /** (training rows). */
  readonly columnMeans: Float64Array
  readonly mean: number
}

export function readCenterer(attributes: Attributes): Centerer {
  return { columnMeans: attributes.vector('K_fit_rows_'), mean: attributes.number('K_fit_all_') }
}

export function emitCentered(builder: ProgramBuilder, input: ValueId, { columnMeans, mean }: Centerer): ValueId {
  return builder.emit('centerKernel', { op: 'centerKernel', input, columnMeans, mean }, builder.type(input))
}

export function readKernelCenterer(attributes: Attributes): Estimator {
  const { className } = attributes
  const centerer = readCenterer(attributes)
  const count = centerer.columnMeans.length
  return {
    ...readFacts(attributes, count),
    children: [],
    methods: {},
    transform: (builder, input) => {
      const x = finiteNumbers(builder, input, className)
      return { kind: 'numeric', id: emitCentered(builder, x, centerer) }
    },
    featureNamesOut: () => prefixedNames(className, count),
  }
}
