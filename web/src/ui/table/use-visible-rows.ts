import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Shorter lists are drawn whole, so that the browser's own search and printing see all of them. */
const drawnWhole = 80;

/** The rows on the screen and a little around it, with the space that the others take above and below. */
export function useVisibleRows(count: number, rowHeight: number, container: RefObject<HTMLElement | null>) {
  const [top, setTop] = useState(0);
  const virtual = count > drawnWhole;
  useLayoutEffect(() => {
    const box = container.current;
    if (box !== null) setTop(box.getBoundingClientRect().top + window.scrollY);
  }, [container]);
  const virtualizer = useWindowVirtualizer({
    count: virtual ? count : 0,
    estimateSize: () => rowHeight,
    overscan: 14,
    scrollMargin: top,
    // The bars at the top of the page must not cover the row that has the focus.
    scrollPaddingStart: 130,
    scrollPaddingEnd: 110,
  });
  const items = virtualizer.getVirtualItems();
  if (!virtual) {
    return {
      indexes: Array.from({ length: count }, (_, index) => index),
      above: 0,
      below: 0,
      measure: undefined,
      reveal: () => {},
    };
  }
  return {
    indexes: items.map((item) => item.index),
    above: Math.max(0, (items[0]?.start ?? top) - top),
    below: Math.max(0, virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top)),
    measure: virtualizer.measureElement,
    reveal: (index: number) => virtualizer.scrollToIndex(index),
  };
}
