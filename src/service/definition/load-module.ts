/** A service as a module of JavaScript or TypeScript. Unlike a model, such a file is code, and it runs. */
import { pathToFileURL } from 'node:url'
import { BrineError } from '../../errors.ts'
import { defineService } from './define-service.ts'

/** What `import … from 'brine'` gives to a service.ts, wherever it lies and wherever Brine is installed. */
const LIBRARY = { defineService }

/** The default export. Only ever called with a path that the user named. Throws `service_invalid`. */
export async function loadDefinitionModule(file: string): Promise<unknown> {
  const loaded = await importModule(file).catch((error: unknown) => Promise.reject(moduleError(error, file)))
  const definition = (loaded as { readonly default?: unknown }).default
  if (typeof definition === 'object' && definition !== null) return definition
  throw new BrineError('service_invalid', `the module's default export is no service`, {
    where: { file },
    remedy: 'Export one: export default defineService({ model: "model.pkl" })',
  })
}

async function importModule(file: string): Promise<unknown> {
  if (/\.m?js$/i.test(file)) return import(pathToFileURL(file).href)
  // Most services are no modules, and the compiler is large.
  const { createJiti } = await import('jiti')
  const jiti = createJiti(import.meta.url, {
    // Nothing is written beside the file, and a file that changed is read anew.
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { brine: LIBRARY },
  })
  return jiti.import(file)
}

/** What is thrown; of code that cannot be read, the message has the place, else the stack. */
interface Failure {
  readonly message?: string
  readonly code?: string
  readonly stack?: string
}

function moduleError(error: unknown, file: string): BrineError {
  if (error instanceof BrineError) return error.at({ file })
  const { message = String(error), code, stack = '' } = error as Failure
  const line = Number(`${message}\n${stack}`.split(`${file}:`)[1]?.match(/^\d+/)?.[0])
  const isBrine = code === 'ERR_MODULE_NOT_FOUND' && message.includes("'brine'")
  return new BrineError('service_invalid', `the module does not load: ${message.split('\n', 1)[0]?.trim()}`, {
    where: { file, ...(line > 0 ? { line } : {}) },
    ...(isBrine ? { remedy: 'Install it beside the file, npm install brine, or call the file service.ts.' } : {}),
    cause: error,
  })
}
