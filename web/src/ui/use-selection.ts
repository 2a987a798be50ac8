import { useRef, useState } from 'react';
import { countSelected, everything, isSelected, nothing, type Selected, setSelected } from './selection.ts';

export interface Selection {
  readonly selected: Selected;
  readonly has: (id: string) => boolean;
  readonly count: (total: number) => number;
  readonly toggle: (id: string) => void;
  /** Ticks like the last touched row everything from it to this one. */
  readonly toggleRange: (ids: readonly string[], to: string) => void;
  readonly set: (ids: readonly string[], on: boolean) => void;
  /** Everything that matches the filters, loaded or not. */
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** Ticked rows of a list. Pass what the list is filtered by: another filter starts without ticks. */
export function useSelection(filters?: unknown): Selection {
  const key = JSON.stringify(filters ?? null);
  const [state, setState] = useState({ key, selected: nothing });
  const last = useRef<string>(undefined);
  const selected = state.key === key ? state.selected : nothing;
  const put = (next: Selected): void => setState({ key, selected: next });
  const toggle = (id: string): void => {
    last.current = id;
    put(setSelected(selected, [id], !isSelected(selected, id)));
  };
  return {
    selected,
    has: (id) => isSelected(selected, id),
    count: (total) => countSelected(selected, total),
    toggle,
    toggleRange: (ids, to) => {
      const from = last.current === undefined ? -1 : ids.indexOf(last.current);
      if (from === -1) return toggle(to);
      const end = ids.indexOf(to);
      last.current = to;
      put(setSelected(selected, ids.slice(Math.min(from, end), Math.max(from, end) + 1), true));
    },
    set: (ids, on) => put(setSelected(selected, ids, on)),
    selectAll: () => put(everything),
    clear: () => put(nothing),
  };
}
