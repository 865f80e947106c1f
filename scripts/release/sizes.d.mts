export const BUDGETS: Record<string, number>
