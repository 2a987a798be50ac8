import { useEffect } from 'react';

/** Names the browser tab while the screen is open: "Members · Grace Church · Tidings". */
export function useTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts, 'Tidings'].filter((part) => part !== undefined && part !== '').join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
