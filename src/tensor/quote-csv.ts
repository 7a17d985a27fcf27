/** Text as a cell of a CSV file that a person may open in a spreadsheet. */

/** A spreadsheet runs text that starts like this, unless it is a number or a sign alone. */
const FORMULA = /^[=+\-@\t\r](?=.)(?![\d.]+$)/s

/** Quoted where it must be; text that looks like a formula gets an apostrophe in front, so that it stays text. */
export function quoteCsv(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
