import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconArchive, IconCopy, IconDots, IconSend, IconUsers } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { RulesQuery } from '@tidings/core/contract/audience-rules';
import { type SavedAudience, savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { useState } from 'react';
import { z } from 'zod';
import { AudienceDetails } from '../../features/audiences/AudienceDetails.tsx';
import { AudienceEditor } from '../../features/audiences/AudienceEditor.tsx';
import { useAudienceActs } from '../../features/audiences/use-audience-acts.ts';
import { ApiError } from '../../lib/api-error.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

const Search = z.object({ rules: z.string().max(8_000).optional() });

/** A new audience, from nothing or from rules in the address. */
export function NewAudiencePage() {
  const [search] = useSearchState(Search);
  const [initial] = useState(() => (search.rules === undefined ? null : (RulesQuery.safeParse(search.rules).data ?? null)));
  const path = usePath();
  const go = useGo();
  return (
    <>
      <PageHeader title="New audience" breadcrumbs={crumbs(path)} />
      <AudienceEditor
        audience={null}
        initial={initial}
        onCancel={() => go(path('audiences'))}
        onReload={() => undefined}
        onSaved={(saved) => {
          notifyDone(`The audience ${saved.name} is saved`);
          go(path(`audiences/${saved.id}`));
        }}
      />
    </>
  );
}

/** One audience. */
export function AudiencePage() {
  const { audienceId = '' } = useParams({ strict: false }) as { audienceId?: string };
  const path = usePath();
  const go = useGo();
  const mayChange = useMay('lists:write');
  const params = { audience_id: audienceId };
  const audience = useApi(savedAudiencesApi.getAudience, { params, topics: ['lists'] });
  // What is being edited stays as it was loaded, whoever saves meanwhile: saving says so.
  const [edited, setEdited] = useState<SavedAudience>();
  const { data, error } = audience;
  useTitle(data?.name, 'Audiences');
  const gone = error instanceof ApiError && [400, 404].includes(error.status);
  if (gone || (data !== undefined && data.archived_at !== null)) {
    return (
      <EmptyState
        title="This audience is not in use"
        words="It may have been archived; archived audiences can be restored."
        action={<ButtonLink to={path('audiences?show=archived')}>Archived audiences</ButtonLink>}
      />
    );
  }
  if (data === undefined)
    return error === null ? <LoadingState rows={8} /> : <ErrorState error={error} onRetry={() => void audience.refetch()} />;
  if (edited === undefined) {
    return (
      <>
        <PageHeader
          title={<bdi>{data.name}</bdi>}
          subtitle={data.description}
          breadcrumbs={crumbs(path)}
          actions={<Actions audience={data} />}
        />
        <AudienceDetails audience={data} onEdit={mayChange ? () => setEdited(data) : undefined} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={<bdi>{edited.name}</bdi>} breadcrumbs={crumbs(path)} />
      <AudienceEditor
        key={edited.version}
        audience={edited}
        initial={null}
        onCancel={() => setEdited(undefined)}
        onReload={() => void audience.refetch().then((fresh) => setEdited(fresh.data))}
        onSaved={(saved) => {
          notifyDone(`The audience ${saved.name} is saved`);
          setEdited(undefined);
          go(path(`audiences/${saved.id}`), { replace: true });
        }}
      />
    </>
  );
}

const crumbs = (path: ReturnType<typeof usePath>) => [
  { label: 'Contacts', to: path('contacts') },
  { label: 'Audiences', to: path('audiences') },
];

function Actions({ audience }: { audience: SavedAudience }) {
  const path = usePath();
  const go = useGo();
  const may = { change: useMay('lists:write'), send: useMay('broadcasts:write') };
  const acts = useAudienceActs({
    onArchived: () => go(path('audiences')),
    onDuplicated: (copy) => go(path(`audiences/${copy.id}`)),
  });
  const part = encodeURIComponent(JSON.stringify({ kind: 'audience', id: audience.id }));
  const rules = encodeURIComponent(JSON.stringify(audience.rules));
  return (
    <>
      {may.change && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Tooltip label="More">
              <ActionIcon variant="default" size={36} aria-label="More">
                <IconDots size={18} />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy size={16} stroke={1.7} />} onClick={() => acts.duplicate(audience)}>
              Duplicate
            </Menu.Item>
            <Menu.Item leftSection={<IconArchive size={16} stroke={1.7} />} onClick={() => acts.archive(audience)}>
              Archive
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <ButtonLink to={path(`contacts?rules=${rules}`)} variant="default" leftSection={<IconUsers size={17} stroke={1.7} />}>
        Show these people
      </ButtonLink>
      {may.send && audience.problem === null && (
        <ButtonLink to={path(`broadcasts/new?audience=${part}`)} leftSection={<IconSend size={17} stroke={1.7} />}>
          Send message
        </ButtonLink>
      )}
    </>
  );
}
