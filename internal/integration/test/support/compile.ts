/** Compiles programs of a user with TypeScript. */
import { dirname, join, sep } from 'node:path'
import ts from 'typescript'

export interface Settings {
  module: ts.ModuleKind
  moduleResolution: ts.ModuleResolutionKind
  /** The folder of the `@types/node` to use. */
  types: string
  /** By default ES2023 alone, without the types of a browser. */
  lib?: readonly string[]
}

/** The compiler options by the name of the module resolution, as a user sets them. */
export const RESOLUTIONS = {
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  node10: { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
}

/** Parsed files of TypeScript's library and `@types/node`, which all programs of a version share. Reading them takes longer than everything else. */
const sourceFiles = new Map<string, ts.SourceFile | undefined>()

/**
 * Compiles `files` strictly, library checks included.
 *
 * @returns the errors of each file, an empty string for one without errors. `elsewhere` has the errors in other files
 */
export function compile(folder: string, files: readonly string[], { types, lib = ['lib.es2023.d.ts'], ...modules }: Settings): Record<string, string> {
  const options: ts.CompilerOptions = {
    ...modules, noEmit: true, strict: true, skipLibCheck: false, target: ts.ScriptTarget.ES2022, esModuleInterop: true,
    lib: [...lib], typeRoots: [dirname(types)], types: ['node'], preserveSymlinks: false,
  }
  const host = ts.createCompilerHost(options, true)
  const { getSourceFile } = host
  // The compiler's paths have slashes, on Windows too.
  const own = folder.split(sep).join('/')
  host.getCurrentDirectory = () => folder
  host.getSourceFile = (file, languageVersion, ...rest) => {
    if (file.startsWith(own)) return getSourceFile(file, languageVersion, ...rest)
    const key = `${file} ${typeof languageVersion === 'object' ? languageVersion.impliedNodeFormat : ''}`
    if (!sourceFiles.has(key)) sourceFiles.set(key, getSourceFile(file, languageVersion, ...rest))
    return sourceFiles.get(key)
  }
  const roots = files.map((file) => join(folder, file))
  const program = ts.createProgram(roots, options, host)
  const said: Record<string, string> = Object.fromEntries(files.map((file) => [file, '']))
  for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
    const path = diagnostic.file?.fileName.slice(folder.length + 1).split('/').join(sep) ?? ''
    const file = path in said ? path : 'elsewhere'
    said[file] = `${said[file] ?? ''}${ts.formatDiagnostic(diagnostic, { getCurrentDirectory: () => folder, getCanonicalFileName: (name) => name, getNewLine: () => '\n' })}`
  }
  return said
}
