import { Alert, Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { dialCountries } from '@tidings/core/contacts/country-of';
import type { Costs } from '@tidings/core/contract/costs';
import { useMemo, useState } from 'react';
import { countryName } from '../../lib/places.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { Section } from '../../ui/Section.tsx';
import { useSaveCosts } from './use-save-costs.ts';

/** Where messages may go. */
export function CountriesSection({ costs }: { costs: Costs }) {
  const may = useMay('workspace:manage');
  const { country } = useWorkspace();
  const [chosen, setChosen] = useState<string[]>(costs.allowed_countries);
  const save = useSaveCosts('Saved. It holds from now on, also for what waits in the queue.');
  const choices = useMemo(
    () => dialCountries.map((value) => ({ value, label: countryName(value) })).sort((a, b) => a.label.localeCompare(b.label)),
    [],
  );
  const changed = [...chosen].sort().join() !== [...costs.allowed_countries].sort().join();
  const plus = chosen.some((one) => sharesPlusOne.has(one));
  return (
    <Section
      title="Where messages may go"
      subtitle={
        costs.allowed_by_default
          ? `Nobody has chosen yet: only ${countryName(country)}${costs.allowed_countries.length > 1 ? ' with its territories' : ''}.`
          : 'Everybody else is left out, with that as the reason.'
      }
    >
      <Stack gap="md" maw={640}>
        <MultiSelect
          label="Allowed countries"
          description="A text abroad may cost ten times as much as one at home. Allow the countries in which you have people."
          data={choices}
          value={chosen}
          onChange={setChosen}
          searchable
          hidePickedOptions
          disabled={!may}
          limit={60}
          placeholder={chosen.length === 0 ? 'Search for a country' : ''}
          nothingFoundMessage="No such country"
          error={chosen.length === 0 ? 'Choose at least one country' : undefined}
        />
        {plus && (
          <Alert icon={<IconInfoCircle size={20} />} color="tide" variant="light">
            Twenty-five countries share +1. An area code such as 876 looks American and is Jamaica, where a text costs many times
            more. Tidings tells them apart by the area code.
          </Alert>
        )}
        {may ? (
          <Group gap="sm">
            <Button
              loading={save.isPending}
              disabled={!changed || chosen.length === 0}
              onClick={() => save.mutate({ body: { allowed_countries: chosen } })}
            >
              Save countries
            </Button>
            {!costs.allowed_by_default && (
              <Button
                variant="default"
                disabled={save.isPending}
                onClick={() => save.mutate({ body: { allowed_countries: null } })}
              >
                Only {countryName(country)} again
              </Button>
            )}
          </Group>
        ) : (
          <Text c="dimmed">Admins change this.</Text>
        )}
      </Stack>
    </Section>
  );
}

const sharesPlusOne: ReadonlySet<string> = new Set(
  'US CA PR VI GU AS MP AG AI BB BM BS DM DO GD JM KN KY LC MS SX TC TT VC VG'.split(' '),
);
