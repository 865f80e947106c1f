/** State machines as tables: the events that each state allows, and the state that follows. */

/** `table[state][event]` is the next state; an event without a cell cannot happen in that state. The first state is the initial one. */
export type StateTable<State extends string, Event extends string> = Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>

/** A function that looks up the next state. It also has the table, for diagrams. */
export interface StateMachine<State extends string, Event extends string> {
  /** Returns the state after `event`. Throws for a cell that does not exist. */
  (state: State, event: Event): State
  readonly subject: string
  readonly table: StateTable<State, Event>
}

/**
 * Returns the function that looks up a transition. A missing cell is a bug in the code that runs the machine, so the
 * function throws an error that names `subject`, event and state.
 */
export function stateMachine<State extends string, Event extends string>(subject: string, table: StateTable<State, Event>): StateMachine<State, Event> {
  const next = (state: State, event: Event): State => {
    const after = table[state][event]
    if (after === undefined) throw impossible(subject, event, state)
    return after
  }
  return Object.assign(next, { subject, table })
}

/** Names of states or events, numbered from 0. */
export type Numbered<Name extends string> = Readonly<Record<Name, number>>

/** A machine whose states and events are numbers in the code and names in the table. */
export interface NumberedStateMachine<State extends string, Event extends string> {
  /** Returns the number of the state after `event`. Throws for a cell that does not exist. */
  (state: number, event: number): number
  readonly subject: string
  readonly table: StateTable<State, Event>
}

const NO_CELL = -1

/**
 * As {@link stateMachine}, for the states of messages: comparing numbers is cheaper than comparing names, and a look-up is one load.
 *
 * @param states - numbers from 0 without a gap; their order may carry meaning, such as "this state or a later one"
 * @param events - numbers from 0 without a gap
 */
export function numberedStateMachine<State extends string, Event extends string>(
  subject: string,
  states: Numbered<State>,
  events: Numbered<Event>,
  table: StateTable<State, Event>,
): NumberedStateMachine<State, Event> {
  const stateNames = Object.keys(states) as State[]
  const eventNames = Object.keys(events) as Event[]
  const width = eventNames.length
  const cells = new Int8Array(stateNames.length * width).fill(NO_CELL)
  for (const state of stateNames) {
    for (const event of eventNames) {
      const after = table[state][event]
      if (after !== undefined) cells[states[state] * width + events[event]] = states[after]
    }
  }
  const next = (state: number, event: number): number => {
    const after = cells[state * width + event]!
    if (after === NO_CELL) throw impossible(subject, nameOf(events, event), nameOf(states, state))
    return after
  }
  return Object.assign(next, { subject, table })
}

function nameOf<Name extends string>(names: Numbered<Name>, number: number): string {
  return (Object.keys(names) as Name[]).find((name) => names[name] === number) ?? String(number)
}

function impossible(subject: string, event: string, state: string): Error {
  return new Error(`${subject}: no '${event}' in state '${state}'`)
}
