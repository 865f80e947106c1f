/** Corpus: the inputs that are worth changing, and how they are changed. */
import { mutate, type Random } from '@layered-http/test-kit'

/** Characters of an input. More makes runs slow and reaches nothing new. */
const MAX_LENGTH = 1500

export class Corpus {
  readonly inputs: string[] = []

  constructor(
    private readonly control: number,
    private readonly random: Random,
  ) {}

  add(input: string): void {
    this.inputs.push(input)
  }

  /** Returns a changed input. Half of the time it is made of one that was added recently. */
  next(): string {
    const { random, control, inputs } = this
    const recent = Math.min(inputs.length, 50)
    const input = random(2) === 0 ? inputs[random(inputs.length)]! : inputs[inputs.length - 1 - random(recent)]!
    const decisions = random(3) === 0 ? this.changeDecisions(input.slice(0, control)) : input.slice(0, control)
    const wire = random(4) === 0 && decisions !== input.slice(0, control) ? input.slice(control) : this.changeWire(input.slice(control))
    return (decisions + wire).slice(0, MAX_LENGTH)
  }

  private changeDecisions(decisions: string): string {
    if (decisions === '') return decisions
    for (let changes = 1 + this.random(3); changes > 0; changes--) {
      const at = this.random(decisions.length)
      decisions = decisions.slice(0, at) + String.fromCharCode(this.random(256)) + decisions.slice(at + 1)
    }
    return decisions
  }

  private changeWire(wire: string): string {
    const { random, inputs, control } = this
    const at = random(wire.length + 1)
    switch (random(8)) {
      case 0: {
        const other = inputs[random(inputs.length)]!.slice(control)
        return wire.slice(0, at) + other.slice(random(other.length + 1))
      }
      case 1: {
        const other = inputs[random(inputs.length)]!.slice(control)
        return wire + other
      }
      case 2:
        return wire.slice(0, at) + String.fromCharCode(random(256)) + wire.slice(at + 1)
      case 3:
        return wire.slice(0, at) + String.fromCharCode(random(256)) + wire.slice(at)
      case 4:
        return wire.slice(0, at) + wire.slice(at, at + 1 + random(64)).repeat(1 + random(4)) + wire.slice(at)
      case 5:
        return wire.slice(0, at) + wire.slice(at + 1 + random(64))
      default:
        return mutate(wire, random)
    }
  }
}
