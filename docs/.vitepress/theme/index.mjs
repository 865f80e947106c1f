/** The default theme with the fonts of the system, so that no font is loaded. */
import theme from 'vitepress/theme-without-fonts'
import { useRoute } from 'vitepress'
import { nextTick, onMounted, watch } from 'vue'
import { drawDiagrams } from './diagrams.mjs'
import './style.css'

export default {
  ...theme,
  setup() {
    const route = useRoute()
    onMounted(drawDiagrams)
    watch(() => route.path, () => nextTick(drawDiagrams))
  },
}
