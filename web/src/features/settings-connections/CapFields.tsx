import { Group, NumberInput, Select, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { listZones } from '@tidings/core/schedule/zones';
import { useMemo } from 'react';
import { hourWords } from './cap-words.ts';

/** The fields of a sender, as they are typed. */
export type SenderValues = {
  kind: 'number' | 'messaging_service';
  address: string;
  name: string;
  rate_per_second: number | string;
  burst: number | string;
  daily_cap: number | '';
  cap_zone: string;
  cap_hour: number;
};

const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourWords(hour) }));

/** How much may leave in a day, and when the carrier's day begins. */
export function CapFields({ form }: { form: UseFormReturnType<SenderValues> }) {
  const zones = useMemo(() => listZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })), []);
  const { daily_cap, cap_hour } = form.values;
  return (
    <Stack gap="sm">
      <NumberInput
        label="Daily cap"
        name="daily_cap"
        description="Segments a day, where the carrier sets a limit. Leave it empty where there is none."
        placeholder="None"
        min={1}
        allowDecimal={false}
        thousandSeparator=","
        {...form.getInputProps('daily_cap')}
      />
      {daily_cap !== '' && (
        <Group grow align="flex-start">
          <Select
            label="Counts anew at"
            description="T-Mobile: midnight"
            allowDeselect={false}
            data={hours}
            value={String(cap_hour)}
            onChange={(hour) => hour !== null && form.setFieldValue('cap_hour', Number(hour))}
            error={form.errors['cap_hour']}
          />
          <Select
            label="In the time zone"
            description="T-Mobile: Los Angeles"
            searchable
            allowDeselect={false}
            data={zones}
            {...form.getInputProps('cap_zone')}
          />
        </Group>
      )}
    </Stack>
  );
}
