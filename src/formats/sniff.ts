/** What a file is, by its content and never by its name. */
import { NPY_MAGIC } from '../pickle/npy.ts'

/** A file that Brine does not read here: what it is, and the way out. */
export interface ForeignFormat {
  readonly kind: 'foreign'
  /** Whether it holds a model, of a kind that is not supported. */
  readonly model: boolean
  /** `a zip archive`, `an HTML page`, … */
  readonly name: string
  readonly remedy: string
}

export type SniffedFormat = { readonly kind: 'pickle' | 'npy' | 'skops' } | ForeignFormat

const SAVE_PICKLE = 'Save the fitted scikit-learn model with joblib.dump(model, "model.joblib") and load that file.'
const GIVE_MODEL = 'Give the path of the model itself, as joblib.dump or pickle.dump wrote it.'

const model = (name: string, remedy = SAVE_PICKLE): ForeignFormat => ({ kind: 'foreign', model: true, name, remedy })
const other = (name: string, remedy = GIVE_MODEL): ForeignFormat => ({ kind: 'foreign', model: false, name, remedy })

/** Signatures at the start of a file, as latin-1 text; the first that fits counts. */
const SIGNATURES: readonly (readonly [start: string, format: ForeignFormat])[] = [
  ['CBM1', model('a CatBoost model (.cbm)')],
  ['binf', model('a binary XGBoost model')],
  ['{L', model('an XGBoost model in UBJSON')],
  ['tree\nversion=', model('a LightGBM text model')],
  ['\x89HDF\r\n\x1a\n', model('an HDF5 file, as Keras writes it')],
  ['PAR1', other('a Parquet file')],
  ['ARROW1', other('an Arrow file')],
  ['ORC', other('an ORC file')],
  ['SQLite format 3\0', other('an SQLite database')],
  ['%PDF', other('a PDF')],
  ['\x89PNG', other('a PNG image')],
  ['\xff\xd8\xff', other('a JPEG image')],
  ['\x7fELF', other('a program')],
  ['MZ\x90', other('a Windows program')],
  ['\x28\xb5\x2f\xfd', other('a Zstandard-compressed file', 'Decompress it with `zstd -d` and load the result.')],
  ['7z\xbc\xaf\x27\x1c', other('a 7-Zip archive', 'Extract the model from it and load that.')],
  ['Rar!', other('a RAR archive', 'Extract the model from it and load that.')],
  ['RDX', model('an R data file')],
  ['X\n\0\0', model('an R data file (.rds)')],
  ['TFL3', model('a TensorFlow Lite model')],
  [
    'version https://git-lfs',
    other('a Git LFS pointer, not the file it stands for', 'Run `git lfs pull` and try again.'),
  ],
  ['#!', other('a script')],
]

/** How much of the file is looked at. */
const HEAD = 4096

export function sniffFormat(bytes: Uint8Array): SniffedFormat {
  if (NPY_MAGIC.every((byte, i) => bytes[i] === byte)) return { kind: 'npy' }
  if (bytes[0] === 0x80) return { kind: 'pickle' }
  const head = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1')
  for (const [start, format] of SIGNATURES) if (head.startsWith(start)) return format
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return sniffZip(bytes)
  if (head.slice(257, 262) === 'ustar') return other('a tar archive', 'Extract the model from it and load that.')
  if (head.slice(4, 8) === 'TFL3') return model('a TensorFlow Lite model')
  if (isOnnx(head)) return model('an ONNX model')
  return sniffMarkup(head) ?? { kind: 'pickle' }
}

/** The names of a zip's members stand in it as plain text, the most telling ones at its end. */
function sniffZip(bytes: Uint8Array): SniffedFormat {
  const ends = Buffer.concat([bytes.subarray(0, HEAD), bytes.subarray(-16 * HEAD)]).toString('latin1')
  if (ends.includes('schema.json')) return { kind: 'skops' }
  if (ends.includes('data.pkl')) return model('a PyTorch file')
  if (ends.includes('model.weights.h5')) return model('a Keras model')
  if (ends.includes('MLmodel')) return model('a zipped MLflow model', 'Extract it and load the model.pkl inside.')
  if (ends.includes('.npy')) return other('a numpy archive (.npz)')
  if (ends.includes('xl/workbook.xml')) return other('an Excel file')
  return other('a zip archive', 'Extract the model from it and load that.')
}

/** Keys of the fields that follow ir_version in an ONNX ModelProto. */
const ONNX_FIELDS = '\x12\x1a"(2:B'

/** A protobuf that starts with ir_version (field 1, a small number) and goes on with a field that ModelProto has. */
function isOnnx(head: string): boolean {
  return head[0] === '\x08' && head.charCodeAt(1) < 0x20 && ONNX_FIELDS.includes(head.charAt(2))
}

/** Text formats that no pickle can start like. */
function sniffMarkup(head: string): ForeignFormat | undefined {
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart()
  if (/^<(?:!doctype|html|head|body|script)/i.test(text)) {
    return other('an HTML page, perhaps a sign-in or an error page', 'Download the file itself and try again.')
  }
  if (text.startsWith('<?xml') || text.startsWith('<PMML')) {
    return text.includes('PMML') ? model('a PMML model') : other('an XML file')
  }
  if (/^\{\s*["}]/.test(text) || /^\[\s*[[{"\d\]-]/.test(text)) return sniffJson(text)
  return undefined
}

function sniffJson(text: string): ForeignFormat {
  if (text.includes('"learner"')) return model('an XGBoost model in JSON')
  if (text.includes('"oblivious_trees"') || text.includes('"features_info"')) return model('a CatBoost model in JSON')
  return other('a JSON file')
}

/** Whether the start reads as text: UTF-8 without control characters. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, HEAD)
  try {
    // The cut may go through a character, which streaming lets pass.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return [...text].every((c) => c >= ' ' || c === '\n' || c === '\r' || c === '\t')
  } catch {
    return false
  }
}
