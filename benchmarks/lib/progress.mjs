/** What is going on, on standard error, so that standard output holds the results alone. */
export function progress(line) {
  process.stderr.write(`${line}\n`)
}
