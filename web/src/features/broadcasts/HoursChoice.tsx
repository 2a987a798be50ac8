import { Select, Stack, Textarea } from '@mantine/core';
import type { HoursOverride } from '@tidings/core/contract/quiet-hours';
import { useMay } from '../../lib/workspace.ts';
import { everyDay, HoursField } from '../../ui/HoursField.tsx';

interface HoursChoiceProps {
  /** It is for offers, invitations and appeals: those never go at any hour. */
  readonly marketing: boolean;
  readonly value: HoursOverride | null;
  readonly onChange: (value: HoursOverride | null) => void;
}

/** The hours of one broadcast: the workspace's, stricter ones, or none when it cannot wait. */
export function HoursChoice({ marketing, value, onChange }: HoursChoiceProps) {
  const mayHurry = useMay('broadcasts:urgent') && !marketing;
  const choose = (kind: string | null) => {
    if (kind === 'stricter') onChange({ kind, from: '10:00', to: '18:00', days: [...everyDay] });
    else if (kind === 'urgent') onChange({ kind, reason: '' });
    else onChange(null);
  };
  return (
    <Stack gap="sm">
      <Select
        label="Hours"
        description={`At which hours people may get it, by the clock at their place.${marketing ? ' Offers, invitations and appeals always keep quiet hours.' : ''}`}
        allowDeselect={false}
        value={value?.kind ?? 'workspace'}
        onChange={choose}
        error={
          marketing && value?.kind === 'urgent'
            ? 'Offers, invitations and appeals cannot go at any hour. Choose other hours, or say under “What it is for” that it is information only.'
            : undefined
        }
        data={[
          { value: 'workspace', label: 'Your quiet hours' },
          { value: 'stricter', label: 'Stricter hours for this one' },
          ...(mayHurry || value?.kind === 'urgent' ? [{ value: 'urgent', label: 'At any hour: it cannot wait' }] : []),
        ]}
      />
      {value?.kind === 'stricter' && (
        <HoursField
          value={value}
          error={value.days.length === 0 ? 'Choose at least one day.' : undefined}
          onChange={(hours) => onChange({ kind: 'stricter', ...hours, days: [...hours.days] })}
        />
      )}
      {value?.kind === 'urgent' && (
        <Textarea
          label="Why it cannot wait"
          description="Only for news that people need at once, never for advertising. Who sent it, and why, is kept on record."
          autosize
          minRows={2}
          maxLength={300}
          value={value.reason}
          onChange={(event) => onChange({ kind: 'urgent', reason: event.currentTarget.value })}
          error={value.reason.trim().length < 10 ? 'Say in a few words why.' : undefined}
        />
      )}
    </Stack>
  );
}
