import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** After going to another screen, puts the focus on its content, as loading a page would (WCAG 2.4.3). */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
        if (fromLocation === undefined || fromLocation.pathname === toLocation.pathname) return;
        const main = document.getElementById('main');
        // A page may have put the focus where it belongs (autofocus of a form).
        if (main === null || (main.contains(document.activeElement) && document.activeElement !== main)) return;
        main.focus({ preventScroll: true });
      }),
    [router],
  );
}
