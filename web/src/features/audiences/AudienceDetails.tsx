import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type SavedAudience, savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { useApiPages } from '../../lib/query.ts';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { Timeline } from '../../ui/Timeline.tsx';
import classes from './Audiences.module.css';
import { RulesPreview } from './RulesPreview.tsx';

interface AudienceDetailsProps {
  readonly audience: SavedAudience;
  /** Left out where the member may not. */
  readonly onEdit: (() => void) | undefined;
}

/** An audience to look at: its rules in words, who they mean now, and what it was before. */
export function AudienceDetails({ audience, onEdit }: AudienceDetailsProps) {
  return (
    <div className={classes.layout}>
      <Stack gap="md">
        <Section
          title="Rules"
          actions={
            onEdit && (
              <Button variant="default" size="xs" leftSection={<IconPencil size={15} />} onClick={onEdit}>
                Edit
              </Button>
            )
          }
        >
          <Stack gap="sm">
            <Text>{audience.words}</Text>
            {audience.problem !== null && (
              <Alert color="red" title="It cannot be used as it is">
                {audience.problem}
              </Alert>
            )}
          </Stack>
        </Section>
        <Versions audience={audience} />
      </Stack>
      <div className={classes.side}>
        <Section title="Who that is now">
          <RulesPreview
            rules={audience.problem === null ? audience.rules : null}
            withoutWords
            waiting="Nobody can be counted until the rules are mended."
          />
        </Section>
      </div>
    </div>
  );
}

/** Broadcasts keep the version that they went out with, so that every one of them can be looked up. */
function Versions({ audience }: { audience: SavedAudience }) {
  const pages = useApiPages(savedAudiencesApi.listAudienceVersions, {
    params: { audience_id: audience.id },
    query: { limit: 10 },
    topics: ['lists'],
    topicId: audience.id,
  });
  if (pages.items.length < 2) return null;
  return (
    <Section title="Versions" subtitle="A broadcast keeps the version that it went out with.">
      <Timeline
        label="Versions"
        items={pages.items.map((one) => ({
          key: String(one.version),
          title: `Version ${one.version}`,
          at: one.created_at,
          body: (
            <>
              <Text size="sm">{one.words}</Text>
              <Text size="xs" c="dimmed">
                Saved by <bdi>{one.changed_by_name}</bdi>
              </Text>
            </>
          ),
        }))}
      />
      <MoreButton pages={pages} label="Earlier versions" />
    </Section>
  );
}
