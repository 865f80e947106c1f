/** Types of run.mjs. */
export function run(module: object, scenario: object, certificates: object): Promise<string>
