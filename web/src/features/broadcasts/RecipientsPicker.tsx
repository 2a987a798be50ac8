import { Alert, Button, Group, MultiSelect, Pill, Stack, Switch, Text } from '@mantine/core';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { Audience, AudiencePart } from '@tidings/core/contract/audience';
import { listsApi } from '@tidings/core/contract/lists';
import { savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { tagsApi } from '@tidings/core/contract/tags';
import { errorWords } from '../../lib/api-error.ts';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi, useApiAll } from '../../lib/query.ts';
import { draftLabels } from './draft-fields.ts';
import { PoolWords } from './PoolWords.tsx';
import { useAudienceCount } from './use-audience-count.ts';

interface RecipientsPickerProps {
  /** What the message is for. */
  readonly purpose: MessagePurpose | null;
  readonly audience: Audience;
  readonly onChange: (audience: Audience) => void;
}

type Side = 'include' | 'exclude';
type Pool = 'list' | 'tag' | 'audience';

/** Who gets it: everyone, lists, tags, people ticked in the contacts; and who is left out. */
export function RecipientsPicker({ audience, purpose, onChange }: RecipientsPickerProps) {
  const lists = useApiAll(listsApi.listLists, { query: { limit: 200 }, topics: ['lists'] });
  const tags = useApi(tagsApi.listTags, { query: {}, topics: ['contacts'] });
  const audiences = useApiAll(savedAudiencesApi.listAudiences, { query: { limit: 200 }, topics: ['lists'] });
  const everyone = audience.include.some((part) => part.kind === 'everyone');
  const pools = [
    {
      group: 'Lists',
      items: lists.items.map((one) => ({
        value: `list:${one.id}`,
        label: `${one.name} (${formatNumber(one.contacts)})`,
      })),
    },
    {
      group: 'Audiences',
      items: audiences.items.map((one) => ({ value: `audience:${one.id}`, label: one.name })),
    },
    { group: 'Tags', items: (tags.data?.items ?? []).map((one) => ({ value: `tag:${one.id}`, label: one.name })) },
  ].filter((group) => group.items.length > 0);
  const setPools = (side: Side, values: readonly string[]) =>
    onChange({ ...audience, [side]: [...audience[side].filter((part) => !isPool(part)), ...values.map(partOf)] });
  const chosen = audience.include.filter((part) => part.kind !== 'everyone' && !isPool(part));
  const remove = (part: AudiencePart) => onChange({ ...audience, include: audience.include.filter((one) => one !== part) });
  const setEveryone = (on: boolean) =>
    onChange({ ...audience, include: on ? [{ kind: 'everyone' }] : audience.include.filter((part) => part.kind !== 'everyone') });
  return (
    <Stack gap="sm">
      <Switch label="Everyone" checked={everyone} onChange={(event) => setEveryone(event.currentTarget.checked)} />
      {chosen.length > 0 && (
        <Group gap="xs">
          {chosen.map((part) => (
            <Pill
              key={JSON.stringify(part)}
              withRemoveButton
              onRemove={() => remove(part)}
              size="md"
              removeButtonProps={{ 'aria-label': 'Remove' }}
            >
              {chosenWords(part)}
            </Pill>
          ))}
        </Group>
      )}
      {!everyone && (
        <MultiSelect
          label="Lists, audiences and tags"
          placeholder={poolValues(audience, 'include').length === 0 ? 'Choose lists, audiences or tags' : ''}
          data={pools}
          value={poolValues(audience, 'include')}
          onChange={(values) => setPools('include', values)}
          searchable
          clearable
          hidePickedOptions
          nothingFoundMessage="Nothing of that name"
        />
      )}
      <MultiSelect
        label="Leave out"
        description="Whoever is in one of these does not get it."
        placeholder={poolValues(audience, 'exclude').length === 0 ? 'Nobody' : ''}
        data={pools}
        value={poolValues(audience, 'exclude')}
        onChange={(values) => setPools('exclude', values)}
        searchable
        clearable
        hidePickedOptions
        nothingFoundMessage="Nothing of that name"
      />
      <Count audience={audience} purpose={purpose} onRemoveGone={() => onChange({ include: [], exclude: [] })} />
    </Stack>
  );
}

/** How many there are right now, in words. */
interface CountProps {
  readonly audience: Audience;
  readonly purpose: MessagePurpose | null;
  readonly onRemoveGone: () => void;
}

function Count({ audience, purpose, onRemoveGone }: CountProps) {
  const preview = useAudienceCount(audience, purpose);
  if (audience.include.length === 0) return <Text c="dimmed">Nobody is chosen yet.</Text>;
  if (preview.error !== null) {
    return (
      <Alert color="red" title="These recipients cannot be used">
        {errorWords(preview.error, draftLabels)}{' '}
        <Button variant="subtle" size="compact-sm" onClick={onRemoveGone}>
          Start again
        </Button>
      </Alert>
    );
  }
  const names = (preview.data?.sample ?? []).map((one) => one.name).join(', ');
  return (
    <>
      <Text aria-live="polite">
        <strong>{preview.data === undefined ? 'Counting…' : plural(preview.data.count, 'person', 'people')}</strong>
        {preview.data !== undefined && preview.data.count > 0 && (
          <Text span c="dimmed">
            {' '}
            – {names}
            {preview.data.count > preview.data.sample.length ? ' and others' : ''}
          </Text>
        )}
      </Text>
      <PoolWords pools={preview.data?.pools} />
    </>
  );
}

function chosenWords(part: AudiencePart): string {
  if (part.kind === 'contacts') return `${plural(part.ids.length, 'person', 'people')} you ticked`;
  if (part.kind === 'missed')
    return part.repaired ? 'Those whom an earlier broadcast missed until a repair' : 'Those whom an earlier broadcast missed';
  if (part.kind === 'reached') return 'Those whom an earlier broadcast reached';
  return 'All that match your filter';
}

function isPool(part: AudiencePart): part is AudiencePart & { kind: Pool } {
  return part.kind === 'list' || part.kind === 'tag' || part.kind === 'audience';
}

function poolValues(audience: Audience, side: Side): string[] {
  return audience[side].filter(isPool).map((part) => `${part.kind}:${part.id}`);
}

function partOf(value: string): AudiencePart {
  const [kind = '', id = ''] = value.split(':');
  return { kind: kind === 'tag' || kind === 'audience' ? kind : 'list', id };
}
