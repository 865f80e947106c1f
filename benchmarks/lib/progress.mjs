/** Progress, on standard error, so that standard output has the results only. */
export function progress(line) {
  process.stderr.write(`${line}\n`)
}

/** Prints an error on standard error. */
export function tell(error) {
  process.stderr.write(`bench: ${process.env.DEBUG ? error.stack : error.message}\n`)
}
