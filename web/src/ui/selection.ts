/** Ticked rows: some of them by id, or all that match the filters except a few. */
export type Selected =
  | { readonly mode: 'some'; readonly ids: ReadonlySet<string> }
  | { readonly mode: 'all'; readonly except: ReadonlySet<string> };

export const nothing: Selected = { mode: 'some', ids: new Set() };
export const everything: Selected = { mode: 'all', except: new Set() };

export function isSelected(selected: Selected, id: string): boolean {
  return selected.mode === 'all' ? !selected.except.has(id) : selected.ids.has(id);
}

/** Ticks or unticks several rows at once. */
export function setSelected(selected: Selected, ids: readonly string[], on: boolean): Selected {
  const keep = new Set(selected.mode === 'all' ? selected.except : selected.ids);
  // In the mode "all" the set holds the exceptions.
  const add = (selected.mode === 'some') === on;
  for (const id of ids) {
    if (add) keep.add(id);
    else keep.delete(id);
  }
  return selected.mode === 'all' ? { mode: 'all', except: keep } : { mode: 'some', ids: keep };
}

/** How many are ticked; `total` is how many match the filters. */
export function countSelected(selected: Selected, total: number): number {
  return selected.mode === 'all' ? Math.max(0, total - selected.except.size) : selected.ids.size;
}
