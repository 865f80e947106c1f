/** Describes one exported name as Markdown: its heading, comment, signature and members. */
import { relative, sep } from 'node:path'
import ts from 'typescript'
import { ROOT } from '../step.mjs'

/** The order and titles of what an entry exports. */
export const GROUPS = [
  ['value', 'Functions, classes and values'],
  ['type', 'Types'],
]

/** Returns the anchor of a name. Anchors differ by case, as names do. */
export function anchorOf(name) {
  return name.replace(/[^\w$-]/g, '-')
}

export function headingOf(name) {
  return `### ${name} {#${anchorOf(name)}}`
}

const printer = ts.createPrinter({ removeComments: true })

/**
 * @param symbol - an export of the entry
 * @returns `{ name, group, text }`; `group` is one of {@link GROUPS}
 */
export function describe(symbol, checker, entry) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const declarations = target.declarations ?? []
  const { name } = symbol
  const heading = headingOf(name)
  const origin = declarations[0] && originOf(declarations[0])
  // What another package declares is described on the page of that package.
  if (declarations.length > 0 && origin?.name !== entry.name) {
    const place = origin === undefined ? "Node's own." : `The same as in [\`@layered-http/${origin.page.replace('.', '/')}\`](${origin.page}.md#${anchorOf(target.name)}).`
    return { name, group: groupOf(declarations), text: `${heading}\n\n${place}` }
  }
  const own = declarations.filter((declaration) => !ts.isModuleDeclaration(declaration))
  const doc = docOf(own)
  // The compat package has Node's names, which Node's documentation describes.
  if (doc.length === 0 && entry.name === 'compat-node-http') doc.push("The same as in Node: see its documentation of [http](https://nodejs.org/api/http.html).")
  const parts = [heading, ...doc, '```ts\n' + own.map(signatureOf).join('\n') + '\n```']
  for (const declaration of own.flatMap(typeHolderOf)) {
    const members = declaration.members.map(memberOf).filter(Boolean)
    if (members.length > 0) parts.push(members.join('\n'))
  }
  return { name, group: groupOf(declarations), text: parts.join('\n\n') }
}

/** Returns where a node is declared: `{ name, page }` of the entry of one of our packages, or undefined for Node. */
function originOf(node) {
  const path = relative(ROOT, node.getSourceFile().fileName).split(sep).join('/')
  const [, name, entry] = /^packages\/([^/]+)\/dist\/(.+)\.d\.ts$/.exec(path) ?? []
  return name === undefined ? undefined : { name, page: entry === 'index' ? name : `${name}.${entry}` }
}

/** A name that is a type and a value is with the values. */
function groupOf(declarations) {
  return declarations.every((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) ? 'type' : 'value'
}

/** Returns what has the members of a declaration: itself, or the object type that it is an alias of. */
function typeHolderOf(node) {
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) return [node]
  if (ts.isTypeAliasDeclaration(node) && ts.isTypeLiteralNode(node.type)) return [node.type]
  return []
}

/** Returns the declaration as code, without its members. */
function signatureOf(node) {
  const source = node.getSourceFile()
  let text = printer.printNode(ts.EmitHint.Unspecified, ts.isVariableDeclaration(node) ? node.parent : node, source)
  if (typeHolderOf(node).length > 0) text = text.slice(0, text.indexOf('{')).trimEnd()
  return withoutNumbers(text.replace(/^(?:export |declare |default )+/, '').replace(/;$/, ''))
}

/** Returns a member as an item of a list; undefined if it has neither a name nor a call. */
function memberOf(node) {
  if (ts.isConstructorDeclaration(node) && node.parameters.length === 0) return undefined
  const signature = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()).replace(/\s+/g, ' ').replace(/^(?:export |declare |public )+/, '').replace(/;$/, '')
  if (signature.startsWith('private ')) return undefined
  const [text, ...tags] = docOf([node])
  const description = [text, ...tags.flatMap((tag) => tag.split('\n'))].filter(Boolean).map((line) => line.replace(/^- /, '').replace(/\n+/g, ' '))
  return `- ${code(signature)}${description.length > 0 ? `<br>${description.join('<br>')}` : ''}`
}

/** Returns the comment of the first declaration that has one, and a list of its tags. */
function docOf(declarations) {
  for (const declaration of declarations) {
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
    const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)
    if (comment === undefined) continue
    const text = prose(ts.getTextOfJSDocComment(comment.comment) ?? '')
    const tags = (comment.tags ?? []).map(tagText).filter(Boolean)
    return [text, tags.join('\n')].filter(Boolean)
  }
  return []
}

const TAGS = { throws: 'Throws', returns: 'Returns', remarks: '', defaultValue: 'Default:', deprecated: 'Deprecated.', see: 'See' }

function tagText(tag) {
  const name = tag.tagName.text
  // TypeScript takes the `https` of a link after `@see` for a name.
  const link = ts.isJSDocSeeTag(tag) && tag.name !== undefined ? tag.name.getText() : ''
  const text = prose(link + (ts.getTextOfJSDocComment(tag.comment) ?? '')).replace(/^- /, '').replace(/\s*\n\s*/g, ' ')
  if (ts.isJSDocParameterTag(tag)) return `- ${code(tag.name.getText())}: ${text}`
  if (ts.isJSDocTemplateTag(tag)) return `- ${code(tag.typeParameters.map((each) => each.name.text).join(', '))}: ${text}`
  return name in TAGS ? `- ${`${TAGS[name]} ${text}`.trim()}` : ''
}

/** Returns the text of a comment as Markdown for the site: no HTML outside of code, and links as names. */
function prose(text) {
  return text
    // The folder of the site's API pages is two below `docs`.
    .replace(/\bdocs\/([\w-]+\.md)/g, '[$1](../../$1)')
    .replace(/\{@link\s+([^}|]+?)(?:\s*\|\s*([^}]+))?\}/g, (_, target, label) => `\`${(label ?? target).trim()}\``)
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;')))
    .join('')
    .trim()
}

/** Declarations of two packages in one file differ by a number, as in `IncomingMessage_2`: a name of the tool, not of the package. */
const withoutNumbers = (text) => text.replace(/\b([A-Z]\w*?)_\d+\b/g, '$1')

function code(given) {
  const text = withoutNumbers(given)
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}
