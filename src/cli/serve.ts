/** `brine serve`: models behind an HTTP API until a signal ends it. */
import type { ExitCode, Io } from './io.ts'

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly name?: string
}

export async function serve(_models: readonly string[], _options: ServeOptions, _io: Io): Promise<ExitCode> {
  return 0
}
