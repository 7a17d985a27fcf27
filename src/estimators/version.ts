/** Versions of libraries, as `_sklearn_version` has them. */

export interface Version {
  readonly major: number
  readonly minor: number
}

/** `1.2.2`, `0.24.dev0` or `1.9` to its first two numbers; undefined if it is no version. */
export function parseVersion(text: string | undefined): Version | undefined {
  const match = /^(\d+)\.(\d+)/.exec(text ?? '')
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) }
}

/** Whether a version is `major.minor` or newer; what is unknown is taken for the newest. */
export function isAtLeast(version: Version | undefined, major: number, minor: number): boolean {
  if (version === undefined) return true
  return version.major > major || (version.major === major && version.minor >= minor)
}
