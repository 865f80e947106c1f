/** Which charts a proof has: heap and resident memory of each of its lives. */
import { growthChart } from './growth-chart.mjs'
import { IMPLEMENTATIONS } from './http.mjs'

const MEASURES = { heap: 'Heap after a collection', rss: 'Resident memory' }

/** Dashes of a line by the side that it is about. */
const SIDES = { server: 'none', client: '6 4' }

/** @returns `{ file, alt, svg }` for each chart, of the first Node */
export function chartsOf(name, runs) {
  const [first] = runs
  const shown = runs.filter(({ node, samples }) => node === first.node && samples)
  const lives = Object.keys(shown[0]?.samples ?? {})
  return lives.flatMap((life) =>
    Object.entries(MEASURES).map(([key, measure]) => {
      const title = `${measure}, ${life}`
      const series = shown.flatMap(({ httpName, samples }) =>
        Object.entries(SIDES).map(([side, dashes]) => ({ label: `${IMPLEMENTATIONS[httpName].label}, ${side}`, dashes, points: samples[life].map((sample) => [sample.exchanges, sample[side][key]]) })),
      )
      return { file: `${name}-${life.replaceAll(' ', '-')}-${key}.svg`, alt: `${title}, by number of exchanges; the table has the numbers`, svg: growthChart({ title, series }) }
    }),
  )
}
