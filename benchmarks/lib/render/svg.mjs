/** Common parts of charts: size, font, colours for light and dark pages. */

export const WIDTH = 760
export const LINE = 22

/** Ours has its own colour. The others have one colour and differ by their labels, lines also by their dashes. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 15px }
  .unit, .tick { fill: #57606a }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  .ours { fill: #1a7f64 }
  .other { fill: #a8b3bf }
  .range { stroke: #24292f; stroke-width: 1 }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  .line { fill: none; stroke: #8c959f; stroke-width: 2 }
  .line.own { stroke: #1a7f64; stroke-width: 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .unit, .tick { fill: #8d96a0 }
    .ours { fill: #3fb99a }
    .other { fill: #56616d }
    .range { stroke: #e6edf3 }
    .grid { stroke: #30363d }
    .line.own { stroke: #3fb99a }
  }`

/** True for ours in any of its variants, for example `layered-http, headers`. */
export function isOurs(label) {
  return label.startsWith('layered-http')
}

/**
 * @param contents - elements below the title
 * @param better - what follows the unit; nothing where less is not better
 */
export function document({ title, unit, better = ', less is better', height, contents }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<style>${STYLE}
</style>
${text(0, 18, title, 'title')}
${text(0, 38, `${unit}${better}`, 'unit')}
${contents.join('\n')}
</svg>
`
}

/** The height at which the contents may begin. */
export const TOP = 52

export function text(x, y, words, name = '') {
  return `<text x="${round(x)}" y="${round(y)}"${name && ` class="${name}"`}>${words.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt()};`)}</text>`
}

export function line(x1, y1, x2, y2, name) {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${name}"/>`
}

/** Tenths of a pixel, so that a chart of the same numbers is the same text. */
export function round(value) {
  return Number(value.toFixed(1))
}
