/** State machines as tables: what may happen in which state, and what comes of it. */

/** `table[state][event]` is the next state; an event that a state does not name cannot happen in it. */
export type StateTable<State extends string, Event extends string> = Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>

/**
 * The function that looks a transition up. A cell that is missing is a mistake in the code that runs the machine, so it
 * throws, naming `subject`, event and state.
 */
export function stateMachine<State extends string, Event extends string>(subject: string, table: StateTable<State, Event>): (state: State, event: Event) => State {
  return (state, event) => {
    const next = table[state][event]
    if (next === undefined) throw new Error(`${subject}: no '${event}' in state '${state}'`)
    return next
  }
}
