/** Expressions at random, over the columns of a schema: most of them fit the types, some do not. */

const NUMERIC = new Set(['number', 'float32', 'integer', 'boolean'])
const UNARY =
  'abs sign round floor ceil trunc sqrt cbrt exp expm1 log log1p log2 log10 logistic sin cos tan asin acos atan sinh cosh tanh degrees radians int double'
const PARTS = 'year month day hour minute second microsecond weekday dayofyear quarter week epoch_seconds'
const TEXT_TO_TEXT = 'lower upper strip strip_accents'
const LITERALS = ['0.0', '1.0', '-2.5', '3', '1e308', '9007199254740993', '0.1', '-0.0', '1e-320']
const TEXTS = ['"red"', '""', "'x'", '"2024-02-29"', '"3"', '"ß"', '"\\ud800"', '"1e5"']
const PATTERNS = ['"([a-z]+)"', '"^(a*)*$"', '"("', '".{0,1000}"', '"(?i)RED"']

export function drawExpression(dice, schema) {
  return new ExpressionDraw(dice, schema).any(1 + dice.below(4))
}

class ExpressionDraw {
  constructor(dice, schema) {
    this.dice = dice
    this.schema = schema
  }

  any(depth) {
    return this[this.dice.pick(['flag', 'flag', 'number', 'number', 'text', 'date'])](depth)
  }

  /** A column of a type that is meant; or, rarely, any; undefined if there is none. */
  column(isMeant) {
    const { dice, schema } = this
    const fitting = schema.filter(({ type }) => isMeant(type) || dice.chance(0.02))
    if (fitting.length === 0) return undefined
    const { name } = dice.pick(fitting)
    return /^[a-z]\w*$/i.test(name) ? name : `\`${name.replaceAll('`', '``')}\``
  }

  number(depth) {
    const { dice } = this
    const column = this.column((type) => NUMERIC.has(type))
    if (depth === 0 || dice.chance(0.2)) return dice.chance(0.3) ? dice.pick(LITERALS) : (column ?? '1.0')
    const one = () => this.number(depth - 1)
    return dice.pick([
      () => `${dice.pick(UNARY.split(' '))}(${one()})`,
      () => `(${one()} ${dice.pick(['+', '-', '*', '/', '%'])} ${one()})`,
      () => `${dice.pick(['min', 'max', 'pow', 'atan2', 'log', 'coalesce'])}(${one()}, ${one()})`,
      () => `clip(${one()}, ${one()}, ${one()})`,
      () => `round(${one()}, ${dice.below(30) - 10})`,
      () => `(${this.flag(depth - 1)} ? ${one()} : ${one()})`,
      () => `length(${this.text(depth - 1)})`,
      () => `int(${this.text(depth - 1)})`,
      () => `double(${this.text(depth - 1)})`,
      () => `${dice.pick(PARTS.split(' '))}(${this.date(depth - 1)})`,
      () => `days_between(${this.date(depth - 1)}, ${this.date(depth - 1)})`,
      () => `total_days(${this.date(depth - 1)} - ${this.date(depth - 1)})`,
      () => `-${one()}`,
    ])()
  }

  text(depth) {
    const { dice } = this
    const column = this.column((type) => type === 'string')
    if (depth === 0 || dice.chance(0.2)) return dice.chance(0.3) ? dice.pick(TEXTS) : (column ?? '"a"')
    const one = () => this.text(depth - 1)
    return dice.pick([
      () => `${dice.pick(TEXT_TO_TEXT.split(' '))}(${one()})`,
      () => `(${one()} + ${one()})`,
      () => `string(${this.number(depth - 1)})`,
      () => `substring(${one()}, ${dice.below(9) - 4}, ${dice.below(9) - 4})`,
      () => `replace(${one()}, ${one()}, ${one()})`,
      () => `split(${one()}, ${dice.pick(TEXTS)}, ${dice.below(4) - 1})`,
      () => `extract(${one()}, ${dice.pick(PATTERNS)})`,
      () => `coalesce(${one()}, ${one()})`,
      () => `(${this.flag(depth - 1)} ? ${one()} : ${one()})`,
    ])()
  }

  date(depth) {
    const { dice } = this
    const column = this.column((type) => type === 'datetime') ?? 'date("2024-02-29")'
    if (depth === 0 || dice.chance(0.3)) return column
    return dice.pick([
      () => `date(${this.text(depth - 1)})`,
      () => `start_of_day(${this.date(depth - 1)})`,
      () => `(${this.date(depth - 1)} + duration(${dice.pick(['"1d12h"', '"-2.5s"', '"999999999d"', '"x"'])}))`,
      () => `coalesce(${this.date(depth - 1)}, ${this.date(depth - 1)})`,
    ])()
  }

  flag(depth) {
    const { dice } = this
    if (depth === 0) return dice.pick(['true', 'false', `missing(${this.column(() => true) ?? '1.0'})`])
    const below = depth - 1
    const compare = dice.pick(['<', '<=', '>', '>=', '==', '!='])
    return dice.pick([
      () => `${this.number(below)} ${compare} ${this.number(below)}`,
      () => `${this.text(below)} ${compare} ${this.text(below)}`,
      () => `${this.date(below)} ${compare} ${dice.chance(0.5) ? this.date(below) : dice.pick(TEXTS)}`,
      () => `(${this.flag(below)} ${dice.pick(['&&', '||'])} ${this.flag(below)})`,
      () => `!(${this.flag(below)})`,
      () => `${dice.pick(['missing', 'present'])}(${this.column(() => true) ?? '1.0'})`,
      () => `${dice.pick(['is_finite', 'is_infinite'])}(${this.number(below)})`,
      () => `${dice.pick(['contains', 'startsWith', 'endsWith'])}(${this.text(below)}, ${this.text(below)})`,
      () => `matches(${this.text(below)}, ${dice.pick(PATTERNS)})`,
      () => `${this.number(below)} in [${dice.pick(LITERALS)}, ${dice.pick(LITERALS)}]`,
      () => `${this.text(below)} in [${dice.pick(TEXTS)}, ${dice.pick(TEXTS)}]`,
      () => `${this.column(() => true) ?? '1.0'} ${compare} ${this.column(() => true) ?? '1.0'}`,
    ])()
  }
}
