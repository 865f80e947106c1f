/** LegacyMembers: the form in which this folder offers members for other classes. */

/** Members to copy to the prototype of a class of messages. */
export interface LegacyMembers {
  readonly prototype: object
}
