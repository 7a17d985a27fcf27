/** A fitted estimator to the program of all its methods. */
import { BrineError } from '../errors.ts'
import { ProgramBuilder, type Values } from '../program/builder.ts'
import { METHODS, type MethodName, type MethodOutput, type Program } from '../program/program.ts'
import type { Estimator } from './estimator.ts'

export function lowerEstimator(estimator: Estimator): Program {
  const nFeatures = estimator.nFeatures ?? estimator.featureNames?.length
  if (nFeatures === undefined) {
    throw new BrineError('model_invalid', `${estimator.className} does not say how many columns it was fitted on`, {
      remedy: 'Save it again from a version of scikit-learn from 0.24 on.',
    })
  }
  const builder = new ProgramBuilder(nFeatures, estimator.featureNames ?? null)
  const outputs: { [Method in MethodName]?: MethodOutput } = {}
  for (const method of METHODS) {
    if (method === 'transform') continue
    const lower = estimator.methods[method]
    if (lower !== undefined) outputs[method] = lower(builder, builder.input)
  }
  if (estimator.transform !== undefined) {
    outputs.transform = transformOutput(builder, estimator, estimator.transform(builder, builder.input))
  }
  if (Object.keys(outputs).length === 0) {
    throw new BrineError('unsupported_class', `${estimator.className} has no method that answers for new rows`)
  }
  return builder.finish(outputs)
}

/** Cells where a column is one of cells, or where nobody has said what it is; numbers otherwise. */
function transformOutput(builder: ProgramBuilder, estimator: Estimator, values: Values): MethodOutput {
  if (builder.hasObjects(values) || builder.hasUntouched(values))
    return { kind: 'objects', value: builder.objects(values, { text: false }) }
  return {
    kind: 'numeric',
    value: builder.numeric(values),
    shape: estimator.transformsToVector ? 'vector' : 'matrix',
    dtype: estimator.transformDtype ?? 'float64',
  }
}
