/** Types of run.mjs. */
export function run(http: object, scenario: object): Promise<{ server: string; client: string }>
