/** Finds a scenario by its name, which may have a parameter behind a colon: `read-fields:20`. The form of a scenario is told in `scenarios/hello.mjs`. */
export async function loadScenario(name) {
  const [file, parameter] = name.split(':')
  const { default: scenario } = await import(`../scenarios/${file}.mjs`)
  return parameter === undefined ? scenario : scenario(parameter)
}
