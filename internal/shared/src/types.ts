/** Types that several packages need. */

/** The declared names of `Options`, without its index signatures. */
export type NamesOf<Options> = keyof { [Name in keyof Options as string extends Name ? never : number extends Name ? never : Name]: true }
