/** The recorded traces of Node 26 for the programs of `npm test`: one line for each program, without fields that have the usual value. */
import type { Fields } from './reduce.js'

export interface Expected {
  recordedOn: string
  first: number
  programs: Fields[]
}

/** Fields that are left out if they have these values. */
const USUAL: Fields = { 'program is': 'done', 'program left': '0 sockets when closed', 'server closed': 'came when closed' }

export const withoutUsual = (fields: Fields): Fields => ({
  ...Object.fromEntries(Object.keys(USUAL).filter((field) => !(field in fields)).map((field) => [field, 'nothing'])),
  ...Object.fromEntries(Object.entries(fields).filter(([field, value]) => USUAL[field] !== value)),
})

export const withUsual = (fields: Fields): Fields => ({ ...USUAL, ...fields })
