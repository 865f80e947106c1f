/** Lists by key, as an agent shows them. A key without items has no list, so that a pool keeps nothing of origins that it no longer uses. */

export type Lists<Item> = Record<string, Item[]>

export function newLists<Item>(): Lists<Item> {
  return Object.create(null) as Lists<Item>
}

export function add<Item>(lists: Lists<Item>, key: string, item: Item): void {
  const list = lists[key]
  if (list === undefined) lists[key] = [item]
  else list.push(item)
}

/** Removes `item`, and the list if it is empty then. Returns true if the item was there. */
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
