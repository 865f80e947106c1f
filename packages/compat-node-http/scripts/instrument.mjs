/**
 * An esbuild plugin that counts in the sources which branches run: a counter at the start of each block, and of each part of a condition. The counters are
 * bytes in `globalThis.fuzzCounters`.
 *
 * Why not a tool that exists: Jazzer.js brings libFuzzer as a binary that needs a newer C library than Debian 12 has; V8's own coverage takes some
 * 4 ms of CPU time for each input, and an input takes 0.5 ms.
 */
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const { factory, SyntaxKind } = ts

/** Bytes of the table: the same number as in test/fuzz/coverage.ts. */
const MAX_PLACES = 1 << 16

/** Sources of the packages; not their tests, and nothing that is generated. */
const SOURCES = /[\\/](packages[\\/][^\\/]+|internal[\\/]shared)[\\/]src[\\/](?!.*\.(generated|test)\.ts$).*\.ts$/

export function countPlaces() {
  let places = 0
  /** `fuzzCounters[n]++` */
  const count = () => factory.createPostfixIncrement(factory.createElementAccessExpression(factory.createIdentifier('fuzzCounters'), places++ % MAX_PLACES))
  const countThen = (expression) => factory.createParenthesizedExpression(factory.createComma(count(), expression))
  const asBlock = (statement) => (ts.isBlock(statement) ? statement : factory.createBlock([factory.createExpressionStatement(count()), statement]))

  const transformer = (context) => (file) => {
    const visit = (node) => {
      const seen = ts.visitEachChild(node, visit, context)
      if (ts.isBlock(seen)) return factory.updateBlock(seen, [factory.createExpressionStatement(count()), ...seen.statements])
      if (ts.isArrowFunction(seen) && !ts.isBlock(seen.body)) {
        return factory.updateArrowFunction(seen, seen.modifiers, seen.typeParameters, seen.parameters, seen.type, seen.equalsGreaterThanToken, countThen(seen.body))
      }
      if (ts.isConditionalExpression(seen)) return factory.updateConditionalExpression(seen, seen.condition, seen.questionToken, countThen(seen.whenTrue), seen.colonToken, countThen(seen.whenFalse))
      if (ts.isBinaryExpression(seen) && [SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken, SyntaxKind.QuestionQuestionToken].includes(seen.operatorToken.kind)) {
        return factory.updateBinaryExpression(seen, seen.left, seen.operatorToken, countThen(seen.right))
      }
      if (ts.isIfStatement(seen)) return factory.updateIfStatement(seen, seen.expression, asBlock(seen.thenStatement), seen.elseStatement && (ts.isIfStatement(seen.elseStatement) ? seen.elseStatement : asBlock(seen.elseStatement)))
      if (ts.isCaseClause(seen)) return factory.updateCaseClause(seen, seen.expression, [factory.createExpressionStatement(count()), ...seen.statements])
      if (ts.isDefaultClause(seen)) return factory.updateDefaultClause(seen, [factory.createExpressionStatement(count()), ...seen.statements])
      return seen
    }
    return ts.visitNode(file, visit)
  }

  return {
    name: 'count places',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!SOURCES.test(path)) return undefined
        const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true)
        const { transformed } = ts.transform(file, [transformer])
        return { loader: 'ts', contents: `const fuzzCounters = (globalThis.fuzzCounters ??= new Uint8Array(${MAX_PLACES}))\n${ts.createPrinter().printFile(transformed[0])}` }
      })
    },
  }
}
