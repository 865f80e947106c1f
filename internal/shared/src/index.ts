/**
 * `@layered-http/shared`: code that several packages need. The build inlines it into each of them.
 * Private: no public types and no published manifest name it.
 */
export * from './errors.js'
export * from './describe.js'
export * from './validate.js'
export { defineBrand, layoutOf } from './brand.js'
export { isUint8Array } from './bytes.js'
export { copyOf, cut, MAX_SHARED } from './cut.js'
export {
  ALL_LENIENCIES,
  checkValidationOptions,
  fieldLimit,
  headSizeLimit,
  messagePolicy,
  type HttpValidation,
  type MessageDefaults,
  type MessagePolicy,
  type ValidationOptions,
} from './message-policy.js'
export { headText, type FieldLine } from './head-text.js'
export { HTTP_1_0, HTTP_1_1, HTTP_PORT, HTTPS_PORT, withBrackets, withoutBrackets } from './http.js'
export { inspect } from './inspect.js'
export { instant } from './instant.js'
export { checkNames, layeredReader, type LayeredTable, type LayeredValues } from './layered.js'
export { defineConstructor } from './constructor.js'
export { stateDiagram } from './state-diagram.js'
export type { NamesOf } from './types.js'
export { numberedStateMachine, stateMachine, type NumberedStateMachine, type StateMachine, type StateTable } from './state-table.js'
