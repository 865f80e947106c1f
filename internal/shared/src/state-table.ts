/** State machines as tables: what may happen in which state, and what comes of it. */

/** `table[state][event]` is the next state; an event that a state does not name cannot happen in it. The first state is where it starts. */
export type StateTable<State extends string, Event extends string> = Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>

/** The look-up in a table, and the table, for whoever draws it. */
export interface StateMachine<State extends string, Event extends string> {
  /** The state after `event`. Throws for a cell that is not there. */
  (state: State, event: Event): State
  readonly subject: string
  readonly table: StateTable<State, Event>
}

/**
 * The function that looks a transition up. A cell that is missing is a mistake in the code that runs the machine, so it
 * throws, naming `subject`, event and state.
 */
export function stateMachine<State extends string, Event extends string>(subject: string, table: StateTable<State, Event>): StateMachine<State, Event> {
  const next = (state: State, event: Event): State => {
    const after = table[state][event]
    if (after === undefined) throw new Error(`${subject}: no '${event}' in state '${state}'`)
    return after
  }
  return Object.assign(next, { subject, table })
}
