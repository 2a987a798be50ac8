import { Alert, Button, Loader, Skeleton, Stack, Text } from '@mantine/core';
import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import { errorWords } from '../../lib/api-error.ts';
import { formatNumber } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import classes from './Audiences.module.css';
import { useRulesCount } from './use-rules-count.ts';

interface RulesPreviewProps {
  /** Null while a rule lacks something, or there is none. */
  readonly rules: AudienceRules | null;
  /** What to do before anybody can be counted. */
  readonly waiting: string;
  /** Where they stand beside it already. */
  readonly withoutWords?: boolean;
}

/** Who the rules mean right now: how many, in words, and a few of them. */
export function RulesPreview({ rules, waiting, withoutWords = false }: RulesPreviewProps) {
  const { data, error, isCounting, retry } = useRulesCount(rules);
  if (rules === null) return <Text c="dimmed">{waiting}</Text>;
  if (error !== null) {
    return (
      <Alert color="red" role="alert" title="These rules cannot be counted">
        <Stack gap="xs" align="flex-start">
          <span>{errorWords(error)}</span>
          <Button variant="default" size="compact-sm" onClick={retry}>
            Try again
          </Button>
        </Stack>
      </Alert>
    );
  }
  if (data === undefined) return <Skeleton height={120} radius="md" role="status" aria-label="Counting" />;
  return (
    <Stack gap="sm">
      <div role="status" aria-busy={isCounting}>
        <span className={classes.count}>{countWords(data.count, data.exact)}</span>{' '}
        {isCounting && <Loader size={14} role="img" aria-label="Counting" />}
      </div>
      {!withoutWords && (
        <Text size="sm" c="dimmed">
          {data.words}
        </Text>
      )}
      {data.sample.length > 0 && <People people={data.sample} />}
      {data.count > data.sample.length && data.sample.length > 0 && (
        <Text size="sm" c="dimmed">
          and others
        </Text>
      )}
    </Stack>
  );
}

/** "1,204 people", "about 460,000 people"; nobody in a sample may still be somebody. */
export function countWords(count: number, exact: boolean): string {
  if (count === 0 && !exact) return 'hardly anybody';
  return `${exact ? '' : 'about '}${formatNumber(count)} ${count === 1 ? 'person' : 'people'}`;
}

interface PeopleProps {
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly phone: string | null;
    readonly email: string | null;
  }[];
}

function People({ people }: PeopleProps) {
  const path = usePath();
  const { country } = useWorkspace();
  return (
    <ul className={classes.sample} aria-label="A few of them">
      {people.map((one) => (
        <li key={one.id} className={classes.person}>
          <AppLink to={path(`contacts/${one.id}`)} size="sm">
            <bdi>{one.name || 'Someone'}</bdi>
          </AppLink>
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {one.phone === null ? one.email : readablePhone(one.phone, country)}
          </Text>
        </li>
      ))}
    </ul>
  );
}
