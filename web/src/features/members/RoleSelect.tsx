import { Select, type SelectProps, Text } from '@mantine/core';
import { type Role, roleWords } from '@tidings/core/contract/permissions';
import { useWorkspace } from '../../lib/workspace.ts';
import { roleChoices } from './role-choices.ts';

/** A role to give: only those not above the own. */
export function RoleSelect(props: Omit<SelectProps, 'data' | 'renderOption'>) {
  const { role } = useWorkspace();
  return (
    <Select
      allowDeselect={false}
      data={roleChoices(role)}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
      renderOption={({ option }) => (
        <div>
          <Text size="sm" fw={600}>
            {option.label}
          </Text>
          <Text size="xs" c="dimmed">
            {roleWords[option.value as Role].help}
          </Text>
        </div>
      )}
      {...props}
    />
  );
}
