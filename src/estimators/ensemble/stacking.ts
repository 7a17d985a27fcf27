/** `StackingClassifier` and `StackingRegressor` of `sklearn.ensemble`. */
import type { ProgramBuilder, Values } from '../../program/builder.ts'
import type { ClassLabels, MethodOutput } from '../../program/program.ts'
import type { ValueId } from '../../program/value.ts'
import { type Attributes, itemsOf } from '../attributes.ts'
import type { AnswerMethod, Estimator, Lower } from '../estimator.ts'
import { classNames, readClasses } from '../facts.ts'
import { classOutput, matrixOutput } from '../outputs.ts'
import {
  ask,
  columnOf,
  decodeLabels,
  delegated,
  factsWithParts,
  invalidPart,
  numbersOf,
  readNamed,
  readPart,
  readParts,
  sideBySide,
} from '../parts.ts'
import type { ReadContext } from '../reader.ts'

type StackMethod = Extract<AnswerMethod, 'predict' | 'predict_proba' | 'decision_function'>

const STACK_METHODS: readonly string[] = ['predict', 'predict_proba', 'decision_function']

interface Level {
  readonly parts: readonly Estimator[]
  readonly methods: readonly StackMethod[]
  /** True if the probabilities of a part lose their first column, which says nothing that the second does not. */
  readonly dropsFirst: boolean
  readonly passthrough: boolean
  readonly final: Estimator
}

function readLevel(attributes: Attributes, context: ReadContext, dropsFirst: boolean): Level {
  const parts = readParts(attributes, context, 'estimators_')
  const methods = attributes.list('stack_method_')
  if (methods.length !== parts.length || !methods.every((method) => STACK_METHODS.includes(method as string))) {
    throw attributes.error('model_invalid', `expected a method for each of ${parts.length} estimators in stack_method_`)
  }
  return {
    parts,
    methods: methods as StackMethod[],
    dropsFirst,
    passthrough: attributes.boolean('passthrough', false),
    final: readPart(attributes, context, 'final_estimator_'),
  }
}

/** What the parts answer, side by side; with `passthrough`, the columns that they were given come after. */
function stack(builder: ProgramBuilder, input: Values, level: Level): Values {
  return builder.once(level, 'stack', input, () => {
    const columns = level.parts.flatMap((part, i) =>
      metaColumns(builder, part, level.methods[i] as StackMethod, input, level),
    )
    const parts: Values[] = [{ kind: 'numeric', id: sideBySide(builder, columns) }]
    return builder.concat(level.passthrough ? [...parts, input] : parts)
  })
}

function metaColumns(
  builder: ProgramBuilder,
  part: Estimator,
  method: StackMethod,
  input: Values,
  { dropsFirst }: Level,
): ValueId[] {
  const output = ask(builder, part, method, input)
  if (output.kind === 'list') return output.items.map((item) => withoutFirst(builder, numbersOf(builder, part, item)))
  const value = numbersOf(builder, part, output)
  const isMatrix = output.kind !== 'objects' && output.shape === 'matrix'
  return [isMatrix && method === 'predict_proba' && dropsFirst ? withoutFirst(builder, value) : value]
}

function withoutFirst(builder: ProgramBuilder, id: ValueId): ValueId {
  const columns = Array.from({ length: builder.type(id).width - 1 }, (_, i) => i + 1)
  return builder.numeric(builder.select({ kind: 'numeric', id }, columns))
}

/** `get_feature_names_out`, from 1.1 on. */
function metaNames(attributes: Attributes, level: Level): Pick<Estimator, 'featureNamesOut'> {
  const widths = itemsOf(attributes.get('_n_feature_outs'))
  if (widths === undefined) return {}
  const names = readNamed(attributes, 'estimators').flatMap(({ name, value }) => (value === 'drop' ? [] : [name]))
  const prefix = attributes.className.toLowerCase()
  const meta = names.flatMap((name, i) => {
    const width = Number(widths[i] ?? 0)
    return width === 1 ? [`${prefix}_${name}`] : Array.from({ length: width }, (_, k) => `${prefix}_${name}${k}`)
  })
  return { featureNamesOut: (inputs) => (level.passthrough ? [...meta, ...inputs] : meta) }
}

function stacking(attributes: Attributes, level: Level): Omit<Estimator, 'methods'> {
  const { parts, final } = level
  const names = readNamed(attributes, 'estimators').flatMap(({ name, value }) => (value === 'drop' ? [] : [name]))
  return {
    ...factsWithParts(attributes, parts),
    children: [
      ...parts.map((estimator, i) => ({ name: names[i] ?? `estimators_[${i}]`, estimator })),
      { name: 'final_estimator_', estimator: final },
    ],
    transform: (builder, input) => stack(builder, input, level),
    ...metaNames(attributes, level),
  }
}

/** scikit-learn's `StackingRegressor`. */
export function readStackingRegressor(attributes: Attributes, context: ReadContext): Estimator {
  const level = readLevel(attributes, context, false)
  const methods = delegated(level.final, ['predict'], (builder, input) => stack(builder, input, level))
  return { ...stacking(attributes, level), methods }
}

/** scikit-learn's `StackingClassifier`. */
export function readStackingClassifier(attributes: Attributes, context: ReadContext): Estimator {
  const targets = readTargets(attributes)
  const nTargets = targets.isMultilabel ? targets.classes.length : (targets.classes[0] as ClassLabels).labels.length
  const level = readLevel(attributes, context, nTargets === 2)
  const { final, methods: stackMethods } = level
  const asked = (method: AnswerMethod): Lower => {
    return (builder, input) => {
      const output = ask(builder, final, method, stack(builder, input, level))
      return method === 'predict' ? decode(final, output, targets) : named(builder, final, output, targets)
    }
  }
  const offered = (['predict', 'predict_proba', 'decision_function'] as const).filter(
    (method) => final.methods[method] !== undefined,
  )
  const isWhole = stackMethods.every((method) => method === 'predict') && !level.passthrough
  return {
    ...stacking(attributes, level),
    methods: Object.fromEntries(offered.map((method) => [method, asked(method)])),
    ...(isWhole && level.parts.every((part) => part.methods.predict_proba ?? part.methods.decision_function)
      ? { transformDtype: 'int64' }
      : {}),
  }
}

interface Targets {
  readonly classes: readonly ClassLabels[]
  readonly isMultilabel: boolean
}

/** A list of classes for a multilabel target, from 1.2 on. */
function readTargets(attributes: Attributes): Targets {
  const value = attributes.require('classes_')
  const encoder = attributes.get('_label_encoder')
  const isMultilabel = itemsOf(encoder) !== undefined
  if (!isMultilabel) return { classes: [readClasses(attributes, value)], isMultilabel }
  const items = itemsOf(value) ?? []
  return { classes: items.map((item) => readClasses(attributes, item)), isMultilabel }
}

/** The final estimator was fitted on numbers of classes. */
function decode(final: Estimator, output: MethodOutput, { classes }: Targets): MethodOutput {
  if (output.kind !== 'labels' || output.classes.length !== classes.length) {
    throw invalidPart(final, `does not answer with labels of ${classes.length} targets`)
  }
  return { ...output, classes: output.classes.map((codes, i) => decodeLabels(final, codes, classes[i] as ClassLabels)) }
}

/** Columns get the names of the classes; of a list for several targets, scikit-learn takes each first column. */
function named(builder: ProgramBuilder, final: Estimator, output: MethodOutput, targets: Targets): MethodOutput {
  if (output.kind === 'list') {
    const first = output.items.map((item) => columnOf(builder, numbersOf(builder, final, item), 0))
    return matrixOutput(sideBySide(builder, first))
  }
  if (output.kind !== 'numeric' || output.shape !== 'matrix') return output
  const [classes] = targets.classes
  const isNamed = !targets.isMultilabel && classes !== undefined
  return isNamed && classNames(classes).length === builder.type(output.value).width
    ? classOutput(output.value, classes)
    : matrixOutput(output.value)
}
