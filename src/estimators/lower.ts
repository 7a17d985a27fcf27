/** A fitted estimator to the program of all its methods. */
import { BrineError } from '../errors.ts'
import { ProgramBuilder, type Values } from '../program/builder.ts'
import type { MethodName, MethodOutput, Program } from '../program/program.ts'
import { ANSWER_METHODS, type Estimator } from './estimator.ts'

export function lowerEstimator(estimator: Estimator): Program {
  const nFeatures = estimator.nFeatures ?? estimator.featureNames?.length
  if (nFeatures === undefined) {
    throw new BrineError('model_invalid', `${estimator.className} does not say how many columns it was fitted on`, {
      remedy: 'Save it again from a version of scikit-learn from 0.24 on.',
    })
  }
  const builder = new ProgramBuilder(nFeatures, estimator.featureNames ?? null)
  const outputs: { [Method in MethodName]?: MethodOutput } = {}
  for (const method of ANSWER_METHODS) {
    const lower = estimator.methods[method]
    if (lower !== undefined) outputs[method] = lower(builder, builder.input)
  }
  if (estimator.transform !== undefined) {
    const columns = estimator.featureNamesOut?.(builder.sources(builder.input))
    outputs.transform = columnsOutput(builder, estimator, estimator.transform(builder, builder.input), columns)
  }
  if (Object.keys(outputs).length === 0) {
    throw new BrineError('unsupported_class', `${estimator.className} has no method that answers for new rows`)
  }
  return builder.finish(outputs)
}

/**
 * The way back: a program whose only method is `inverse_transform`, on as many columns as `transform` answers with.
 * `columns` are the names of these, where they are known.
 */
export function lowerInverse(
  estimator: Estimator,
  width: number,
  columns: readonly string[] | null,
): Program | undefined {
  if (estimator.inverseTransform === undefined) return undefined
  const builder = new ProgramBuilder(width, columns)
  const values = estimator.inverseTransform(builder, builder.input)
  return builder.finish({
    inverse_transform: columnsOutput(builder, inverseTypes(estimator), values, estimator.featureNames),
  })
}

function inverseTypes({ inverseAnswer }: Estimator): Pick<Estimator, 'transformsToVector' | 'transformDtype'> {
  return {
    transformsToVector: inverseAnswer?.isVector ?? false,
    ...(inverseAnswer?.dtype === undefined ? {} : { transformDtype: inverseAnswer.dtype }),
  }
}

/** Cells where a column is one of cells, or where nobody has said what it is; numbers otherwise. */
function columnsOutput(
  builder: ProgramBuilder,
  estimator: Pick<Estimator, 'transformsToVector' | 'transformDtype'>,
  values: Values,
  names: readonly string[] | undefined,
): MethodOutput {
  const columns = names?.length === builder.width(values) ? { columns: names } : {}
  if (builder.hasObjects(values) || builder.hasUntouched(values))
    return {
      kind: 'objects',
      value: builder.objects(values, { text: false }),
      shape: estimator.transformsToVector ? 'vector' : 'matrix',
      dtype: estimator.transformDtype ?? 'float64',
      ...(estimator.transformsToVector ? {} : columns),
    }
  return {
    kind: 'numeric',
    value: builder.numeric(values),
    shape: estimator.transformsToVector ? 'vector' : 'matrix',
    dtype: estimator.transformDtype ?? 'float64',
    ...(estimator.transformsToVector ? {} : columns),
  }
}
