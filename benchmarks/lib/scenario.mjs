/** Finds a scenario by its name, which may have a parameter after a colon: `read-fields:20`. `scenarios/hello.mjs` documents the form of a scenario. */
export async function loadScenario(name) {
  const [file, parameter] = name.split(':')
  const { default: scenario } = await import(`../scenarios/${file}.mjs`)
  return parameter === undefined ? scenario : scenario(parameter)
}
