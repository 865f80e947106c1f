/**
 * Runs one of the commands of this folder and sets the exit code that its promise returns. A StepError is printed as one line. With `--help` it prints what the
 * command does instead.
 */
'use strict'

/** The commands whose file has another name. npm's names have a colon where file names have a dash. */
const NAMES = { 'test-long': 'test:long', 'release-dry': 'release:dry' }

module.exports = async function runCommand(file, args) {
  const name = NAMES[file] ?? file
  // npm passes the `engine-strict` of our .npmrc to its scripts. It is meant for this workspace, not for what a command installs elsewhere.
  delete process.env.npm_config_engine_strict
  try {
    if (args.includes('--help') || args.includes('-h')) {
      const { helpOf } = await import('./help.mjs')
      console.log(await helpOf(name))
      return
    }
    const command = await import(`./${file}.mjs`)
    process.exitCode = await command.default(args)
  } catch (error) {
    console.error(error.name === 'StepError' ? `\nnpm run ${name}: ${error.message}` : error)
    process.exitCode = 1
  }
}
