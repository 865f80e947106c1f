/** What leaves the workspace: a published manifest names neither tools nor private packages. */
'use strict'

module.exports = {
  hooks: {
    beforePacking(manifest) {
      delete manifest.devDependencies
      delete manifest.scripts
      return manifest
    },
  },
}
