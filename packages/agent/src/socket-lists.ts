/** The lists by origin that an agent shows. A pool keeps no names of origins it is done with. */

export type Lists<Item> = Record<string, Item[]>

export function newLists<Item>(): Lists<Item> {
  return Object.create(null) as Lists<Item>
}

export function add<Item>(lists: Lists<Item>, key: string, item: Item): void {
  const list = lists[key]
  if (list === undefined) lists[key] = [item]
  else list.push(item)
}

/** Takes `item` out, and the list when it is empty. Answers whether it was there. */
export function take<Item>(lists: Lists<Item>, key: string, item: Item): boolean {
  const list = lists[key]
  const index = list === undefined ? -1 : list.indexOf(item)
  if (index === -1) return false
  list!.splice(index, 1)
  if (list!.length === 0) delete lists[key]
  return true
}

export function count(lists: Lists<unknown>, key: string): number {
  return lists[key]?.length ?? 0
}
