/** Types of scenarios.mjs. */
export const scenarios: Record<string, object>
