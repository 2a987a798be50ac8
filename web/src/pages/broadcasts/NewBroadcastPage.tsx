import { type Audience, AudiencePart } from '@tidings/core/contract/audience';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { Id, queryList } from '@tidings/core/contract/common';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { DraftEditor } from '../../features/broadcasts/DraftEditor.tsx';
import { fieldsOf, newFields } from '../../features/broadcasts/draft-fields.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { usePath } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';

const ids = (value: unknown) => (typeof value === 'string' ? value.split(',') : value);

/** Where to begin: people ticked in the contacts, a list, a tag, or any audience; `draft` once it is saved. */
const Search = z.object({
  contacts: z.preprocess(ids, z.array(Id).optional()),
  list: queryList(Id),
  tag: queryList(Id),
  /** A part of an audience as JSON: "all that match", which has no ids to pass. */
  audience: z.string().optional(),
  draft: Id.optional(),
});

/**
 * Writes a new broadcast. The draft's id joins the address once there is one, so that a reload goes on with it. Whoever comes back to this
 * address when it is no draft any more, scheduled or sent, is led to its page: here it could be sent by mistake.
 */
export function NewBroadcastPage() {
  const [search, setSearch] = useSearchState(Search);
  const [firstDraft] = useState(search.draft);
  const [initial] = useState(() => newFields(audienceOf(search)));
  const saved = useApi(broadcastsApi.getBroadcast, {
    params: { broadcast_id: search.draft ?? '' },
    enabled: search.draft !== undefined,
    topics: ['broadcasts'],
    topicId: search.draft,
    staleTime: 0,
  });
  const go = useGo();
  const path = usePath();
  const elsewhere = saved.data !== undefined && saved.data.state !== 'draft' ? path(`broadcasts/${saved.data.id}`) : undefined;
  useEffect(() => {
    if (elsewhere !== undefined) go(elsewhere, { replace: true });
  }, [elsewhere, go]);
  if (elsewhere !== undefined) return <LoadingState />;
  // What was looked at earlier may have been sent meanwhile: the editor opens on what is true now.
  if (firstDraft !== undefined && (saved.data === undefined || !saved.isFetchedAfterMount)) {
    return saved.error === null ? <LoadingState /> : <ErrorState error={saved.error} onRetry={() => void saved.refetch()} />;
  }
  const created = (id: string) =>
    setSearch({ draft: id, contacts: undefined, list: undefined, tag: undefined, audience: undefined });
  return <DraftEditor saved={saved.data ?? null} initial={saved.data ? fieldsOf(saved.data) : initial} onCreated={created} />;
}

function audienceOf(search: z.output<typeof Search>): Audience {
  const include: AudiencePart[] = [
    ...(search.contacts?.length ? [{ kind: 'contacts' as const, ids: search.contacts }] : []),
    ...(search.list ?? []).map((id) => ({ kind: 'list' as const, id })),
    ...(search.tag ?? []).map((id) => ({ kind: 'tag' as const, id })),
  ];
  const part = parsePart(search.audience);
  return { include: part === undefined ? include : [...include, part], exclude: [] };
}

function parsePart(text: string | undefined): AudiencePart | undefined {
  if (text === undefined) return undefined;
  try {
    return AudiencePart.safeParse(JSON.parse(text)).data;
  } catch {
    // A hand-written address: begin without it.
    return undefined;
  }
}
