/**
 * Makes the declarations and API reports of the package in the current folder. For each `./dist/x.d.ts` of its `exports`, all
 * declarations are rolled into that one file (or `types/x.d.ts` is copied), and the public surface is compared with the report in etc/.
 *
 * A report that is out of date is an error; with `--update` it is rewritten.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PACKAGE = process.cwd()
const TEMP = join(PACKAGE, 'temp')
/** The private package whose code and types become part of the packages that use it. */
const SHARED = '@layered-http/shared'
const isUpdate = process.argv.includes('--update')

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const shortName = basename(manifest.name)
const entries = Object.values(manifest.exports)
  .filter((target) => target.types !== undefined)
  .map((target) => basename(target.types, '.d.ts'))
const { compilerOptions } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile).config

rmSync(TEMP, { recursive: true, force: true })
mkdirSync('etc', { recursive: true })
const exportedByMainEntry = emitDeclarations()
const configs = entries.map((entry) => configOf(entry))
// One program for all entries, because creating it takes most of the time.
const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: entries.map((entry) => entryFileOf(entry)) })
const outcomes = entries.map((entry, i) => rollUp(entry, configs[i]))
if (!outcomes.every(Boolean)) process.exit(1)

/**
 * Makes one .d.ts file for each source file: those of the package in temp/packages, those of the private package in temp/internal. Returns the names
 * that the main entry exports.
 */
function emitDeclarations() {
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, declaration: true, emitDeclarationOnly: true, rootDir: ROOT, outDir: TEMP }, ROOT)
  options.paths = { [SHARED]: [join(ROOT, 'internal/shared/src/index.ts')] }
  const program = ts.createProgram(
    entries.map((entry) => resolve('src', `${entry}.ts`)),
    options,
  )
  // This step reports missing types in declarations. The task `types` checks the sources.
  const { diagnostics } = program.emit(undefined, (file, text) => {
    if (text.includes('typeof import(')) fail(`${file} has \`typeof import(…)\`, which API Extractor reads wrongly: name the type, or import what it is the type of`)
    ts.sys.writeFile(file, text)
  })
  if (diagnostics.length > 0) fail(ts.formatDiagnostics(diagnostics, { getCurrentDirectory: () => ROOT, getCanonicalFileName: (name) => name, getNewLine: () => '\n' }))
  const checker = program.getTypeChecker()
  const names = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(resolve('src/index.ts')))).map(({ name }) => name)
  return new Set(names)
}

/** Returns the path of the declarations of an entry, before they are rolled up. */
function entryFileOf(entry) {
  return join(TEMP, 'packages', shortName, 'src', `${entry}.d.ts`)
}

/** Returns API Extractor's configuration for an entry. */
function configOf(entry) {
  const shared = ExtractorConfig.loadFile(join(ROOT, 'api-extractor.json'))
  return ExtractorConfig.prepare({
    configObject: {
      ...shared,
      projectFolder: PACKAGE,
      mainEntryPointFilePath: entryFileOf(entry),
      compiler: {
        overrideTsconfig: { files: entries.map((each) => entryFileOf(each)), compilerOptions: { ...compilerOptions, paths: { [SHARED]: [join(TEMP, 'internal/shared/src/index.d.ts')] } } },
      },
      apiReport: { ...shared.apiReport, reportFileName: entry === 'index' ? shortName : `${shortName}.${entry}`, reportFolder: join(PACKAGE, 'etc'), reportTempFolder: TEMP },
      // Leaves out members that a comment marks as @internal.
      dtsRollup: { ...shared.dtsRollup, untrimmedFilePath: '', publicTrimmedFilePath: join(PACKAGE, 'dist', `${entry}.d.ts`) },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(PACKAGE, 'package.json'),
  })
}

/** Makes one entry's rolled-up declarations and report. Returns true if the report equals the committed one. */
function rollUp(entry, config) {
  const declarations = join(PACKAGE, 'dist', `${entry}.d.ts`)
  const { succeeded, apiReportChanged } = Extractor.invoke(config, { compilerState, localBuild: isUpdate, messageCallback: quiet })
  if (apiReportChanged && !isUpdate) console.error(`The public surface of ${manifest.name} changed. If that is meant, run \`npm run api:update\`, commit etc/ and add a changeset.`)
  // API Extractor drops the quotes of a string-named export.
  writeFileSync(declarations, readFileSync(declarations, 'utf8').replace(/ as module\.exports /g, " as 'module.exports' "))
  // Declarations that extend the types of another module are written by hand, because API Extractor leaves them out.
  const written = join(PACKAGE, 'types', `${entry}.d.ts`)
  if (existsSync(written)) copyFileSync(written, declarations)
  return succeeded
}

/** Prints only problems. */
function quiet(message) {
  if (message.messageId === 'console-preamble' || message.messageId === 'console-compiler-version-notice') message.handled = true
  // Another entry may use the types of the main entry. API Extractor adds numbers to equal names.
  if (message.messageId === 'ae-forgotten-export' && exportedByMainEntry.has(/The symbol "(.+?)(?:_\d+)?"/.exec(message.text)[1])) message.handled = true
}

function fail(reason) {
  console.error(reason)
  process.exit(1)
}
