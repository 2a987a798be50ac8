import { Button, Drawer, Group, NumberInput, Select, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { type SandboxFault, sandboxApi } from '@tidings/core/contract/sandbox';
import { useApiMutation } from '../../lib/query.ts';
import { notifyError } from '../../ui/notify.tsx';
import classes from './FaultsDrawer.module.css';
import { deliveryCodes, type FaultKind, faultKinds, magicNumbers, requestCodes } from './fault-kinds.ts';

interface FaultsDrawerProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly faults: readonly SandboxFault[];
  readonly disabled: boolean;
}

/** Failures to switch on, so that one sees what happens before it happens. Each change takes effect at once. */
export function FaultsDrawer({ opened, onClose, faults, disabled }: FaultsDrawerProps) {
  const set = useApiMutation(sandboxApi.setSandboxFaults, { invalidates: ['connections'], onError: notifyError });
  const save = (next: readonly SandboxFault[]) => set.mutate({ body: { faults: [...next] } });
  const replace = (kind: FaultKind, fault: SandboxFault | null) =>
    save([...faults.filter((one) => one.kind !== kind), ...(fault === null ? [] : [fault])]);
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size={460} title="Failures on purpose">
      <Stack gap="lg">
        <Text c="dimmed" size="sm">
          The sandbox carrier can misbehave as a real one does. Switch something on, send, and see how Tidings deals with it.
        </Text>
        <Stack gap={0}>
          {faultKinds.map(({ kind, label, words }) => {
            const fault = faults.find((one) => one.kind === kind);
            return (
              <div key={kind} className={classes.fault}>
                <Switch
                  label={label}
                  description={words}
                  checked={fault !== undefined}
                  disabled={disabled || set.isPending}
                  onChange={(event) => replace(kind, event.currentTarget.checked ? newFault(kind) : null)}
                />
                {fault !== undefined && (
                  <FaultSettings fault={fault} disabled={disabled} onChange={(next) => replace(kind, next)} />
                )}
              </div>
            );
          })}
        </Stack>
        {faults.length > 0 && (
          <Group>
            <Button variant="default" loading={set.isPending} onClick={() => save([])}>
              Switch everything off
            </Button>
          </Group>
        )}
        <MagicNumbers />
      </Stack>
    </Drawer>
  );
}

function newFault(kind: FaultKind): SandboxFault {
  if (kind === 'slow') return { kind, latency_ms: 2_000, probability: 1 };
  if (kind === 'delivery_error') return { kind, code: 30005, probability: 1 };
  if (kind === 'request_error') return { kind, code: 21211, probability: 1 };
  return { kind, probability: 1 };
}

function FaultSettings({
  fault,
  disabled,
  onChange,
}: {
  fault: SandboxFault;
  disabled: boolean;
  onChange: (next: SandboxFault) => void;
}) {
  const codes = fault.kind === 'delivery_error' ? deliveryCodes : requestCodes;
  return (
    <Group gap="sm" mt="xs" align="flex-end" className={classes.settings}>
      <Select
        label="How often"
        w={150}
        size="xs"
        disabled={disabled}
        allowDeselect={false}
        value={String(fault.probability)}
        onChange={(value) => value !== null && onChange({ ...fault, probability: Number(value) })}
        data={[...new Set(['1', '0.5', '0.2', '0.05', String(fault.probability)])].map((value) => ({
          value,
          label: value === '1' ? 'Every message' : `${Math.round(Number(value) * 100)} in 100`,
        }))}
      />
      {(fault.kind === 'delivery_error' || fault.kind === 'request_error') && (
        <Select
          label="With which code"
          w={210}
          size="xs"
          disabled={disabled}
          allowDeselect={false}
          value={String(fault.code)}
          onChange={(value) => value !== null && onChange({ ...fault, code: Number(value) })}
          data={codes.some((one) => one.value === String(fault.code)) ? [...codes] : [...codes, String(fault.code)]}
        />
      )}
      {fault.kind === 'slow' && (
        <NumberInput
          label="Delay in milliseconds"
          w={170}
          size="xs"
          min={1}
          max={60_000}
          step={500}
          disabled={disabled}
          defaultValue={fault.latency_ms}
          onBlur={(event) => {
            const latency = Math.round(Number(event.currentTarget.value.replace(/\D/g, '')));
            if (latency >= 1 && latency <= 60_000 && latency !== fault.latency_ms) onChange({ ...fault, latency_ms: latency });
          }}
        />
      )}
    </Group>
  );
}

function MagicNumbers() {
  return (
    <div>
      <Title order={3} mb={4}>
        Numbers with a will of their own
      </Title>
      <Text c="dimmed" size="sm" mb="xs">
        These fail in one way always, with any area code. Every other number from 555-0100 to 555-0189 simply gets its messages.
      </Text>
      <Table withRowBorders>
        <Table.Tbody>
          {magicNumbers.map(({ ending, words }) => (
            <Table.Tr key={ending}>
              <Table.Td className={classes.number}>{ending}</Table.Td>
              <Table.Td>{words}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
