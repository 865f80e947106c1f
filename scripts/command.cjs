/** Runs one of the commands of this folder and sets the exit code that its promise returns. A StepError is printed as one line. */
'use strict'

module.exports = async function runCommand(name, args) {
  try {
    const command = await import(`./${name}.mjs`)
    process.exitCode = await command.default(args)
  } catch (error) {
    console.error(error.name === 'StepError' ? `\nnpm ${name}: ${error.message}` : error)
    process.exitCode = 1
  }
}
