import { useEffect } from 'react';
import { useGo } from '../../lib/navigate.ts';
import { usePath } from '../../lib/workspace.ts';
import { useVisible } from '../use-visible.ts';

/** How long `g` waits for the letter that says where. */
const waitMs = 1_500;

/** `?` opens the help; `g` and a letter go to a page. Nothing happens while someone is typing. */
export function useShortcuts(onHelp: () => void): void {
  const go = useGo();
  const path = usePath();
  const { main } = useVisible();
  useEffect(() => {
    let pressedG = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === '?') onHelp();
      const target = event.timeStamp - pressedG < waitMs ? main.find((entry) => entry.key === event.key) : undefined;
      pressedG = event.key === 'g' ? event.timeStamp : 0;
      if (target !== undefined) {
        event.preventDefault();
        go(path(target.path));
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [go, path, main, onHelp]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
