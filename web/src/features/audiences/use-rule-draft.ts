import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import { useReducer } from 'react';
import { type DraftGroup, draftGroup, draftOf } from './rule-tree.ts';

interface History {
  readonly past: readonly DraftGroup[];
  readonly now: DraftGroup;
  readonly future: readonly DraftGroup[];
  /** What was edited last: letters typed one after another into the same place are one step. */
  readonly place: string | undefined;
}

type Step =
  | { readonly kind: 'change'; readonly to: DraftGroup; readonly place: string | undefined }
  | { readonly kind: 'undo' | 'redo' }
  | { readonly kind: 'reset'; readonly to: DraftGroup };

const mostSteps = 200;

function step(history: History, one: Step): History {
  const { past, now, future, place } = history;
  switch (one.kind) {
    case 'change': {
      const same = one.place !== undefined && one.place === place;
      return { past: same ? past : [...past, now].slice(-mostSteps), now: one.to, future: [], place: one.place };
    }
    case 'undo': {
      const before = past.at(-1);
      return before === undefined
        ? history
        : { past: past.slice(0, -1), now: before, future: [now, ...future], place: undefined };
    }
    case 'redo': {
      const [after, ...rest] = future;
      return after === undefined ? history : { past: [...past, now], now: after, future: rest, place: undefined };
    }
    case 'reset':
      return { past: [], now: one.to, future: [], place: undefined };
  }
}

/** Rules being written, with every step to take back. */
export function useRuleDraft(rules: AudienceRules | null) {
  const [{ past, now, future }, dispatch] = useReducer(step, rules, (first): History => {
    const draft = first === null ? draftGroup('all', []) : draftOf(first);
    return { past: [], now: draft, future: [], place: undefined };
  });
  return {
    draft: now,
    /** `place`: where somebody types, so that a word is one step. */
    change: (to: DraftGroup, place?: string) => dispatch({ kind: 'change', to, place }),
    undo: past.length > 0 ? () => dispatch({ kind: 'undo' }) : undefined,
    redo: future.length > 0 ? () => dispatch({ kind: 'redo' }) : undefined,
  };
}

export type RuleDraft = ReturnType<typeof useRuleDraft>;
