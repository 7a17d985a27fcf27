/** Scans a model file: what it would do if Python loaded it. */
import { Budget, type Limits } from '../bytes/budget.ts'
import { decompress } from '../bytes/decompress.ts'
import { BrineError } from '../errors.ts'
import { parseNpy } from '../pickle/npy.ts'
import { inconclusiveReport, type ScanReport, scanOther, scanPickle } from '../pickle/scan.ts'
import { readModelFile } from './file.ts'
import { isMlflowDirectory, readMlflowDirectory } from './mlflow/open-mlflow.ts'
import { readSkops } from './skops/read-skops.ts'
import { sniffFormat } from './sniff.ts'

/** The report on a file, or on the model in a directory of MLflow's. Throws only for a file that cannot be read at all; everything else is a verdict. */
export async function scanFile(path: string, limits: Partial<Limits> = {}): Promise<ScanReport> {
  const file = (await isMlflowDirectory(path)) ? (await readMlflowDirectory(path)).path : path
  return await scanBytes(await readModelFile(file), limits)
}

/** The same for bytes that are in memory already. */
export async function scanBytes(stored: Uint8Array, limits: Partial<Limits> = {}): Promise<ScanReport> {
  const budget = new Budget(limits)
  try {
    const { bytes } = await decompress(stored, budget)
    const format = sniffFormat(bytes)
    if (format.kind === 'foreign') {
      throw new BrineError('unsupported_format', `this is ${format.name}; what it holds was not scanned`)
    }
    if (format.kind === 'pickle') return scanPickle(bytes, budget)
    if (format.kind === 'skops') return scanOther(budget, (recorder) => readSkops(bytes, budget, recorder).unread)
    // A .npy file that can be parsed holds numbers only: those of objects are refused.
    parseNpy(bytes, budget)
    return { verdict: 'clean', findings: [], globals: [], error: undefined }
  } catch (error) {
    if (error instanceof BrineError) return inconclusiveReport(error)
    throw error
  }
}
