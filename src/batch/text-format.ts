/** What a text of rows is, told by its first bytes. */

/** JSON starts with a bracket; of several lines that are each a JSON value, it is NDJSON. Everything else is CSV. */
export function textFormat(head: Uint8Array): 'csv' | 'json' | 'ndjson' {
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (!text.startsWith('{') && !text.startsWith('[')) return 'csv'
  const [first = '', second = ''] = text.split('\n', 2)
  return /^[[{]/.test(second.trimStart()) && isJson(first) ? 'ndjson' : 'json'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
