declare const changelog: {
  getReleaseLine(changeset: { summary: string }): Promise<string>
  getDependencyReleaseLine(changesets: readonly object[], dependencies: readonly { name: string; newVersion: string }[]): Promise<string>
}
export = changelog
