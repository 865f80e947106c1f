/** Types that several packages need. */

/** The names of `Options`, without those that any name fits. */
export type NamesOf<Options> = keyof { [Name in keyof Options as string extends Name ? never : number extends Name ? never : Name]: true }
