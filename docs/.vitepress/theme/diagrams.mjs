/** Draws the Mermaid diagrams of a page. The library is loaded from the site itself, and only by pages with a diagram. */
import { withBase } from 'vitepress'

let loading

export async function drawDiagrams() {
  const diagrams = [...document.querySelectorAll('pre.mermaid:not([data-processed])')]
  if (diagrams.length === 0) return
  loading ??= load()
  await loading
  const dark = document.documentElement.classList.contains('dark')
  globalThis.mermaid.initialize({ startOnLoad: false, theme: dark ? 'dark' : 'neutral', fontFamily: 'system-ui, sans-serif' })
  await globalThis.mermaid.run({ nodes: diagrams })
}

function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = withBase('/mermaid.js')
    script.onload = resolve
    script.onerror = reject
    document.head.append(script)
  })
}
