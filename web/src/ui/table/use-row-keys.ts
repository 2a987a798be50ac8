import { type KeyboardEvent, type RefObject, useState } from 'react';

interface RowKeys {
  readonly count: number;
  readonly container: RefObject<HTMLElement | null>;
  readonly open: (index: number) => void;
  readonly toggle: ((index: number, range: boolean) => void) | undefined;
  readonly clear: (() => void) | undefined;
  /** Brings a row that is not drawn at the moment onto the screen. */
  readonly reveal: (index: number) => void;
}

const steps: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageDown: (index) => index + 10,
  PageUp: (index) => index - 10,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** One tab stop for the whole table; arrows move through its rows, Enter opens, Space ticks, Escape clears. */
export function useRowKeys({ count, container, open, toggle, clear, reveal }: RowKeys) {
  const [active, setActive] = useState(0);
  const focus = (index: number): void => {
    setActive(index);
    reveal(index);
    // The row may be drawn only after the list has scrolled there.
    requestAnimationFrame(() => container.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const row = event.target as HTMLElement;
    // Keys inside a cell (a tick box, a menu) belong to the cell.
    if (row.dataset['index'] === undefined) return;
    const index = Number(row.dataset['index']);
    const step = steps[event.key];
    if (step !== undefined) focus(Math.max(0, Math.min(count - 1, step(index, count))));
    else if (event.key === 'Enter') open(index);
    else if (event.key === ' ' && toggle !== undefined) toggle(index, event.shiftKey);
    else if (event.key === 'Escape' && clear !== undefined) clear();
    else return;
    event.preventDefault();
  };
  return { active: Math.min(active, Math.max(0, count - 1)), setActive, onKeyDown };
}
