/**
 * Python makes many objects empty, lets the memo refer to them, and gives them their content later (BUILD). To keep
 * their identity, the reader does the same; to everyone else they are read-only.
 */
export function fill<T extends object>(target: T, source: Omit<T, 'kind' | 'size'>): void {
  Object.assign(target, source)
}
