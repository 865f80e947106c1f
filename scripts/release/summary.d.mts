import type getReleasePlan from '@changesets/get-release-plan'

export function summary(plan: Awaited<ReturnType<typeof getReleasePlan>>, names: readonly string[]): string
