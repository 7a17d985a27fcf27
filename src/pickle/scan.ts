/**
 * What a pickle would do to Python. The scan runs the very machine that loads the file and writes down each name and
 * call as its opcode runs, so that what is popped, hidden behind an error or cut off still counts.
 *
 * There are three verdicts, and "clean" is given only to a file that was read to its last byte.
 */
import type { Budget } from '../bytes/budget.ts'
import { BrineError } from '../errors.ts'
import { builtinType, type CodeClass, type CodeFunction, codeOf, isPlainType, madeBy } from './cloudpickle.ts'
import { type Severity, severityOf } from './danger.ts'
import { calleeName, describeValue, quote, quoteName, shortName } from './describe.ts'
import type { GlobalUse } from './machine.ts'
import type { OpcodeName } from './opcodes.ts'
import { readPickle } from './read-pickle.ts'
import type { PickleEvent, Recorder } from './recorder.ts'
import { PickleGlobal, PickleObject, type PickleValue } from './values.ts'

export type ScanVerdict = 'clean' | 'findings' | 'inconclusive'

export type FindingKind =
  /** A name that Python would import. */
  | 'global'
  /** A call of such a name, or an instance of it. */
  | 'call'
  /** A state given to a class or a function instead of an instance. */
  | 'build'
  /** A function or a class with its code, as cloudpickle keeps them. */
  | 'code'
  /** A name with dots in it, which reaches into what it names. */
  | 'dotted_name'
  /** An opcode that models have no use for. */
  | 'opcode'
  /** PROTO twice, or not at the start. */
  | 'protocol'
  /** A pickle inside a string or byte string. */
  | 'nested_pickle'
  /** A pickle behind the first one. */
  | 'concatenated_pickle'
  /** Bytes behind the last pickle. */
  | 'trailing_bytes'
  /** A file in an archive that nothing refers to. */
  | 'unread'
  /** What `pickle.load` would run in a file of joblib, taking the arrays for opcodes. */
  | 'ambiguous'

export interface Finding {
  readonly kind: FindingKind
  /** `dangerous` is known to do harm; `unknown` is on no list; `suspicious` is an oddity of the file. */
  readonly severity: 'dangerous' | 'unknown' | 'suspicious'
  /** Offset of the opcode in the (decompressed) stream; inside the string for nested pickles. */
  readonly offset: number
  readonly opcode: OpcodeName | undefined
  /** `module.name`, escaped if it is not printable. */
  readonly name: string | undefined
  /** Arguments of the call, shortened and escaped. */
  readonly args: string | undefined
  /** One sentence. */
  readonly message: string
  /** How often the same finding occurs; `offset` is that of the first. */
  readonly count: number
}

export interface ScanReport {
  readonly verdict: ScanVerdict
  /** In the order of the file, the same ones counted together; at most 1,000, and 1,000 dangerous ones more. */
  readonly findings: readonly Finding[]
  /** Every name that the file refers to, harmless ones included. */
  readonly globals: readonly GlobalUse[]
  /** Why the file was not read to its end. */
  readonly error: BrineError | undefined
}

const MAX_FINDINGS = 1000

/** Pickles in strings in pickles in strings are followed this deep. */
const MAX_NESTING = 3

/** Scans the pickle, and whatever follows it. Never throws a BrineError: the report holds it. */
export function scanPickle(bytes: Uint8Array, budget: Budget): ScanReport {
  const scan = new Scan(budget)
  const { error, rawArrays } = scan.readAll(bytes, 0)
  if (rawArrays > 0) scan.readPlain(bytes)
  return scan.report(error)
}

/**
 * Scans what is no pickle: `read` reads it and tells the recorder what it finds, and gives the names of the parts that
 * nothing in the file refers to.
 */
export function scanOther(budget: Budget, read: (recorder: Recorder) => readonly string[]): ScanReport {
  const scan = new Scan(budget)
  return scan.report(scan.readOther(read))
}

/** The report on a file that was not opened: never clean. */
export function inconclusiveReport(error: BrineError): ScanReport {
  return { verdict: 'inconclusive', findings: [], globals: [], error }
}

type FindingParts = Omit<Finding, 'count'>

/** A finding while it is counted. */
interface Entry {
  readonly finding: FindingParts
  count: number
}

/** A name that the file has used, and what the scan says to it. */
interface KnownName {
  readonly global: PickleGlobal
  readonly severity: Severity
  readonly offset: number
  count: number
}

/** So many findings of one opcode and name are told apart by their arguments; further ones are only counted. */
const MAX_VARIANTS = 16

class Scan {
  readonly #budget: Budget
  readonly #findings = new Map<string, Entry>()
  readonly #variants = new Map<string, { seen: number; readonly first: Entry }>()
  readonly #globals = new Map<string, KnownName>()

  constructor(budget: Budget) {
    this.#budget = budget
  }

  report(error: BrineError | undefined): ScanReport {
    const findings = [...this.#findings.values()].map(({ finding, count }) => ({ ...finding, count }))
    const globals = [...this.#globals.values()].map(({ global, offset, count }) => ({
      module: global.module,
      name: global.name,
      offset,
      count,
    }))
    const verdict = findings.length > 0 ? 'findings' : error === undefined ? 'clean' : 'inconclusive'
    return { verdict, findings, globals, error }
  }

  /** Reads pickle after pickle to the end of the bytes. */
  readAll(bytes: Uint8Array, depth: number): { readonly error: BrineError | undefined; readonly rawArrays: number } {
    let rawArrays = 0
    for (let offset = 0; offset < bytes.length || offset === 0; ) {
      const start = offset
      try {
        const result = readPickle(bytes, {
          budget: this.#budget,
          offset,
          recorder: (event) => this.#see(event, depth),
        })
        rawArrays += result.rawArrays
        offset = result.end
        if (start > 0) this.#add(afterStop('concatenated_pickle', start, 'another pickle follows the first'))
      } catch (error) {
        const rest = bytes.length - start
        if (start > 0) this.#add(afterStop('trailing_bytes', start, `${rest} bytes follow the end of the pickle`))
        return { error: asBrineError(error), rawArrays }
      }
    }
    return { error: undefined, rawArrays }
  }

  readOther(read: (recorder: Recorder) => readonly string[]): BrineError | undefined {
    try {
      for (const name of read((event) => this.#see(event, 0))) {
        this.#add(unread(name))
      }
      return undefined
    } catch (error) {
      return asBrineError(error)
    }
  }

  /** Once more as `pickle.load` would read the file: it knows nothing of joblib's arrays, and runs their bytes. */
  readPlain(bytes: Uint8Array): void {
    const recorder = (event: PickleEvent): void => {
      if (event.type !== 'global' || severityOf(event.global.module, event.global.name) !== 'dangerous') return
      if (this.#globals.has(globalKey(event.global))) return
      const name = quoteName(event.global)
      this.#add({
        ...at(event),
        kind: 'ambiguous',
        severity: 'dangerous',
        name,
        message: `the bytes of an array would import ${name} if the file were read by pickle.load`,
      })
    }
    try {
      readPickle(bytes, { budget: this.#budget, recorder, joblib: false })
    } catch (error) {
      // That the arrays are no valid opcodes is what is expected of them.
      asBrineError(error)
    }
  }

  #see(event: PickleEvent, depth: number): void {
    switch (event.type) {
      case 'global':
        this.#seeGlobal(event)
        break
      case 'call':
        this.#seeCall(event)
        break
      case 'build':
        this.#seeBuild(event)
        break
      case 'content':
        this.#seeContent(event, depth)
        break
      case 'protocol':
        if (event.misplaced) this.#odd(event, 'protocol', () => 'PROTO stands where no pickle starts')
        break
      case 'raw_array':
        break
      default:
        this.#odd(event, 'opcode', () => describeOdd(event))
    }
  }

  #seeGlobal(event: PickleEvent & { type: 'global' }): void {
    const { global } = event
    const { severity } = this.#know(global, event.offset)
    if (event.opcode === 'INST') this.#odd(event, 'opcode', () => 'INST is written by no Python 3')
    if (!isPlainName(global)) {
      this.#report(event, quoteName(global), () => {
        const name = quoteName(global)
        return { ...suspicious(event, 'dotted_name', `the name ${name} is not a plain one`), name }
      })
    }
    if (severity === 'harmless') return
    this.#report(event, global.toString(), () => {
      const name = quoteName(global)
      const message = `imports ${name}, which ${severity === 'dangerous' ? 'can do harm' : 'is not known'}`
      return { ...at(event), kind: 'global', severity, name, message }
    })
  }

  #seeCall(event: PickleEvent & { type: 'call' }): void {
    const { callee, opcode } = event
    if (opcode === 'OBJ' || opcode === 'NEWOBJ_EX') this.#odd(event, 'opcode', () => `${opcode} is not used by models`)
    const code = codeFinding(event)
    if (code !== undefined) {
      this.#report(event, `code ${code.name}`, () => code)
      return
    }
    if (!(callee instanceof PickleGlobal)) {
      // A code object is made of bytes and names, and runs nothing.
      const type = builtinType(callee)
      if (type === undefined || !isPlainType(type)) this.#report(event, 'made', () => madeCall(event))
      return
    }
    const { severity } = this.#know(callee, event.offset, 0)
    if (severity === 'harmless') return
    this.#report(event, callee.toString(), () => {
      const name = quoteName(callee)
      const args = describeArgs(event.args)
      return { ...at(event), kind: 'call', severity, name, args, message: `calls ${name}(${args})` }
    })
  }

  #seeBuild(event: PickleEvent & { type: 'build' }): void {
    const { target, state } = event
    if (!(target instanceof PickleGlobal)) return
    this.#report(event, target.toString(), () => {
      const name = quoteName(target)
      const args = describeValue(state)
      return {
        ...at(event),
        kind: 'build',
        severity: 'dangerous',
        name,
        args,
        message: `changes ${name} itself, by ${args}`,
      }
    })
  }

  #know(global: PickleGlobal, offset: number, uses = 1): KnownName {
    const key = globalKey(global)
    let known = this.#globals.get(key)
    if (known === undefined) {
      known = { global, severity: severityOf(global.module, global.name), offset, count: 0 }
      this.#globals.set(key, known)
    }
    known.count += uses
    return known
  }

  /** Programs unpickle strings that they find in pickles; so does the scan. */
  #seeContent(event: PickleEvent & { type: 'content' }, depth: number): void {
    const bytes = asPickle(event.content)
    if (bytes === undefined) return
    const inner = new Scan(this.#budget)
    const { error } = depth < MAX_NESTING ? inner.readAll(bytes, depth + 1) : { error: undefined }
    // Without a name in it or a valid end, it only looks like one.
    if (error !== undefined && error.code !== 'limit_exceeded' && inner.#globals.size === 0) return
    this.#odd(event, 'nested_pickle', () => `${describeValue(event.content)} holds a pickle`)
    for (const { finding } of inner.#findings.values()) {
      this.#add({ ...finding, message: `in a pickle inside ${describeContent(event.content)}: ${finding.message}` })
    }
  }

  #odd(event: PickleEvent, kind: FindingKind, message: () => string): void {
    this.#report(event, kind, () => suspicious(event, kind, message()))
  }

  /** Adds what `make` gives, unless there have been many of the same opcode and subject. */
  #report(event: PickleEvent, subject: string, make: () => FindingParts): void {
    const key = `${event.type} ${event.opcode} ${subject}`
    const known = this.#variants.get(key)
    if (known !== undefined && known.seen >= MAX_VARIANTS) {
      known.first.count += 1
      return
    }
    const entry = this.#add(make())
    if (known !== undefined) known.seen += 1
    else if (entry !== undefined) this.#variants.set(key, { seen: 1, first: entry })
  }

  /** Equal findings are counted, not repeated. */
  #add(finding: FindingParts): Entry | undefined {
    const key = [finding.kind, finding.opcode, finding.name, finding.args, finding.message].join('\n')
    const known = this.#findings.get(key)
    if (known !== undefined) {
      known.count += 1
      return known
    }
    // A flood of lesser findings must not hide what is dangerous.
    const limit = finding.severity === 'dangerous' ? 2 * MAX_FINDINGS : MAX_FINDINGS
    if (this.#findings.size >= limit) return undefined
    const entry = { finding, count: 1 }
    this.#findings.set(key, entry)
    return entry
  }
}

function asBrineError(error: unknown): BrineError {
  if (error instanceof BrineError) return error
  throw error
}

function at(event: PickleEvent): Pick<FindingParts, 'offset' | 'opcode' | 'args'> {
  return { offset: event.offset, opcode: event.opcode, args: undefined }
}

function suspicious(event: PickleEvent, kind: FindingKind, message: string): FindingParts {
  return { ...at(event), kind, severity: 'suspicious', name: undefined, message }
}

function globalKey(global: PickleGlobal): string {
  return `${global.module}\n${global.name}`
}

function isPlainName(global: PickleGlobal): boolean {
  return /^[\w.]+$/.test(global.module) && /^\w+$/.test(global.name)
}

/** What a call of cloudpickle's says about code in the file; `undefined` for other calls. */
function codeFinding(event: PickleEvent & { type: 'call' }): FindingParts | undefined {
  const { callee, args } = event
  const made = madeBy(callee, args)
  if (made !== undefined) return { ...codeParts(event, made), message: `holds the code of ${describeCode(made)}` }
  const used = codeOf(callee)
  if (used !== undefined) {
    const severity = used.kind === 'function' ? ('dangerous' as const) : ('unknown' as const)
    const what = used.kind === 'function' ? 'calls' : 'makes an instance of'
    return { ...codeParts(event, used), severity, message: `${what} ${describeCode(used)} with the code in the file` }
  }
  if (!(callee instanceof PickleGlobal)) return undefined
  const asked = builtinType(new PickleObject(callee, args, event.offset))
  if (asked !== undefined && !isPlainType(asked)) {
    const name = `types.${shortName(asked)}`
    return { ...at(event), kind: 'call', severity: 'dangerous', name, message: `takes ${name}, which can do harm` }
  }
  if (callee.name !== 'subimport' || severityOf(callee.module, callee.name) !== 'harmless') return undefined
  return importFinding(event, typeof args[0] === 'string' ? args[0] : '')
}

/** Modules that functions in model files use, and that do nothing when they are imported. */
const PLAIN_MODULES: ReadonlySet<string> = new Set(['numpy', 'scipy', 'pandas', 'sklearn', 'math', 'joblib'])

function importFinding(event: PickleEvent & { type: 'call' }, module: string): FindingParts | undefined {
  const root = module.split('.', 1)[0] as string
  if (PLAIN_MODULES.has(root)) return undefined
  const severity = severityOf(module, '') === 'dangerous' ? ('dangerous' as const) : ('unknown' as const)
  const name = shortName(module)
  return {
    ...at(event),
    kind: 'global',
    severity,
    name,
    message: `imports the module ${name} for a function in the file`,
  }
}

function codeParts(event: PickleEvent & { type: 'call' }, code: CodeFunction | CodeClass) {
  return { ...at(event), kind: 'code' as const, severity: 'unknown' as const, name: shortName(code.name) }
}

/** `the function <lambda> (model.py, line 3)`. */
function describeCode(code: CodeFunction | CodeClass): string {
  const place = code.kind === 'function' && code.place !== undefined ? ` (${quote(code.place).slice(1, -1)})` : ''
  return `the ${code.kind} ${shortName(code.name)}${place}`
}

/** A call of what another call made, such as `getattr(…)(…)`. */
function madeCall(event: PickleEvent & { type: 'call' }): FindingParts {
  const { callee } = event
  const args = describeArgs(event.args)
  const name = callee instanceof PickleObject ? calleeName(callee) : undefined
  const what = name === undefined ? describeValue(callee) : `what a call of ${name} made`
  return { ...at(event), kind: 'call', severity: 'suspicious', name, args, message: `calls ${what}, with (${args})` }
}

function describeOdd(event: PickleEvent): string {
  if (event.type === 'extension') return `the extension code ${event.code} names what only another program knows`
  if (event.type === 'persistent_id')
    return `the persistent id ${describeValue(event.id)} names what is not in the file`
  if (event.type === 'next_buffer') return 'the pickle keeps a buffer outside of the file'
  if (event.type === 'bad_global') {
    return `a name made of ${describeValue(event.module)} and ${describeValue(event.name)} instead of two strings`
  }
  return event.opcode ?? event.type
}

function unread(part: string): FindingParts {
  const message = `nothing refers to the file ${quote(part)} in it`
  return {
    kind: 'unread',
    severity: 'suspicious',
    offset: 0,
    opcode: undefined,
    name: undefined,
    args: undefined,
    message,
  }
}

function afterStop(kind: FindingKind, offset: number, message: string): FindingParts {
  return { kind, severity: 'suspicious', offset, opcode: undefined, name: undefined, args: undefined, message }
}

const MAX_ARGS = 4

function describeArgs(args: readonly PickleValue[]): string {
  const shown = args.slice(0, MAX_ARGS).map((arg) => (typeof arg === 'string' ? quote(arg) : describeValue(arg)))
  if (args.length > MAX_ARGS) shown.push(`and ${args.length - MAX_ARGS} more`)
  return shown.join(', ')
}

function describeContent(content: Uint8Array | string): string {
  return typeof content === 'string' ? `a string of ${content.length} characters` : `${content.length} bytes`
}

/** Protocol 0 has no mark of its own; but one that does something starts by importing a name. */
const OLD_PICKLE = /^\(*[ci][\w.]+\n[\w.]+\n/

/** The content as bytes if it may be a pickle. */
function asPickle(content: Uint8Array | string): Uint8Array | undefined {
  if (content.length < 3) return undefined
  const start =
    typeof content === 'string' ? content.slice(0, 256) : Buffer.from(content.subarray(0, 256)).toString('latin1')
  const first = start.charCodeAt(0)
  const looks = (first === 0x80 && start.charCodeAt(1) <= 5) || OLD_PICKLE.test(start)
  if (!looks) return undefined
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : content
}
