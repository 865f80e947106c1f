import type getReleasePlan from '@changesets/get-release-plan'

export default function releaseDry(): Promise<number>
export function summary(plan: Awaited<ReturnType<typeof getReleasePlan>>, names: readonly string[]): string
