import { useDebouncedCallback } from '@mantine/hooks';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { Audience } from '@tidings/core/contract/audience';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { HoursOverride } from '@tidings/core/contract/quiet-hours';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../lib/api.ts';
import { ApiError } from '../../lib/api-error.ts';
import { useInvalidateTopics } from '../../lib/query.ts';
import { useWorkspaceId } from '../../lib/workspace.ts';
import { completeHours } from './complete-hours.ts';

/** What can be edited of a draft. */
export interface DraftFields {
  readonly name: string;
  readonly body: string;
  readonly audience: Audience;
  readonly sender_id: string | null;
  readonly pool_id: string | null;
  readonly smart_encoding: boolean;
  readonly one_per_address: boolean;
  /** Sent no later than this instant. */
  readonly useless_after: string | null;
  /** Hours of its own; null for the workspace's. */
  readonly quiet_hours: HoursOverride | null;
  /** What it is for; null for what the workspace says of itself. */
  readonly purpose: MessagePurpose | null;
}

export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'unsaved' }
  /** Somebody else changed the draft; nothing of ours was written over it. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'failed'; readonly error: ApiError };

export interface Draft {
  readonly fields: DraftFields;
  readonly change: (patch: Partial<DraftFields>) => void;
  readonly id: string | null;
  readonly saveState: SaveState;
  /** Saves what is not saved yet and gives the draft as the server has it; undefined when it could not be saved. */
  readonly flush: () => Promise<Broadcast | undefined>;
}

const pauseMs = 700;

/** The fields of a draft as they are saved. */
export function bodyOf({ name, ...fields }: DraftFields) {
  return {
    ...fields,
    name: name.trim() === '' ? 'Untitled broadcast' : name.trim(),
    quiet_hours: completeHours(fields.quiet_hours),
  };
}

/**
 * A draft that saves itself when typing pauses. Saves run one after another, each with the version that the one before
 * answered, so that it never overwrites itself and always notices somebody else. A new draft is made by its first change.
 */
export function useDraft(initial: DraftFields, saved: Broadcast | null, onCreated: (id: string) => void): Draft {
  const workspaceId = useWorkspaceId();
  const refresh = useInvalidateTopics();
  const [fields, setFields] = useState(initial);
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'saved' });
  const [id, setId] = useState(saved?.id ?? null);
  const current = useRef({ fields: initial, dirty: false, server: saved });
  const running = useRef<Promise<Broadcast | undefined>>(Promise.resolve(undefined));

  const save = useCallback(async (): Promise<Broadcast | undefined> => {
    const state = current.current;
    if (!state.dirty) return state.server ?? undefined;
    state.dirty = false;
    setSaveState({ kind: 'saving' });
    const body = bodyOf(state.fields);
    try {
      const before = state.server;
      state.server =
        before === null
          ? await call(broadcastsApi.createBroadcast, { body, workspaceId })
          : await call(broadcastsApi.updateBroadcast, {
              params: { broadcast_id: before.id },
              body: { ...body, version: before.version },
              workspaceId,
            });
      if (before === null) {
        setId(state.server.id);
        onCreated(state.server.id);
      }
      setSaveState(current.current.dirty ? { kind: 'unsaved' } : { kind: 'saved' });
      refresh(['broadcasts']);
      return state.server;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      state.dirty = true;
      setSaveState(
        error.code === 'version_changed' || error.code === 'wrong_state' ? { kind: 'overtaken' } : { kind: 'failed', error },
      );
      return undefined;
    }
  }, [workspaceId, refresh, onCreated]);

  const enqueue = useCallback(() => {
    running.current = running.current.then(save, save);
    return running.current;
  }, [save]);
  const later = useDebouncedCallback(() => void enqueue(), { delay: pauseMs, flushOnUnmount: true });

  const change = useCallback(
    (patch: Partial<DraftFields>) => {
      current.current.fields = { ...current.current.fields, ...patch };
      current.current.dirty = true;
      setFields(current.current.fields);
      setSaveState((before) => (before.kind === 'overtaken' ? before : { kind: 'unsaved' }));
      later();
    },
    [later],
  );

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => current.current.dirty && event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);

  return { fields, change, id, saveState, flush: enqueue };
}
