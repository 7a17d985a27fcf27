/** `sklearn.neighbors.KernelDensity`. */
import { PickleDict } from '../../pickle/values.ts'
import type { Metric } from '../../program/operators/distances.ts'
import type { DensityKernel } from '../../program/operators/neighbors.ts'
import type { Attributes } from '../attributes.ts'
import type { Estimator } from '../estimator.ts'
import { readFacts } from '../facts.ts'
import { finiteNumbers, vectorOutput } from '../outputs.ts'
import { readMetric } from './metric.ts'
import { type PickledTree, readSpaceTree } from './space-tree.ts'

const KERNELS: readonly DensityKernel[] = ['gaussian', 'tophat', 'epanechnikov', 'exponential', 'linear', 'cosine']

export function readKernelDensity(attributes: Attributes): Estimator {
  const { className } = attributes
  const pickled = readSpaceTree(attributes, 'tree_')
  const { points, tree, weights, features } = pickled
  const kernel = KERNELS.find((name) => name === attributes.string('kernel'))
  if (kernel === undefined)
    throw attributes.error('model_invalid', `the kernel ${attributes.string('kernel')} is unknown`)
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? points.count
  const density = {
    metric: treeMetric(attributes, pickled),
    points,
    tree,
    kernel,
    bandwidth: attributes.number(attributes.first('bandwidth_', 'bandwidth')),
    ...(weights === undefined ? {} : { weights }),
    absolute: attributes.number('atol') * total,
    relative: attributes.number('rtol'),
    breadthFirst: attributes.boolean('breadth_first'),
  }
  return {
    ...readFacts(attributes, features),
    children: [],
    methods: {
      score_samples: (builder, input) => {
        const x = finiteNumbers(builder, input, className)
        const type = { kind: 'numeric', dtype: 'float64', width: 1 } as const
        return vectorOutput(builder.emit('kernelDensity', { op: 'kernelDensity', input: x, ...density }, type))
      },
    },
  }
}

function treeMetric(attributes: Attributes, { metricMatrix }: PickledTree): Metric {
  const name = attributes.get('metric')
  if (name === 'mahalanobis' && metricMatrix !== undefined) return { name, inverse: metricMatrix }
  const given = attributes.get('metric_params')
  const params = given instanceof PickleDict ? given : undefined
  return readMetric(attributes, { name, params, arithmetic: 'pairs' })
}
