export function typeMistakes(tarball: string): Promise<string[]>
export function manifestMistakes(tarball: string): Promise<string[]>
export function sizeMistakes(bytes: number, budget: number | undefined): string[]
export function versionMistakes(tarball: string): string[]
