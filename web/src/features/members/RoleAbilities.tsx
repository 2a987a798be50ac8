import { Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { type Permission, roleMay, roles, roleWords } from '@tidings/core/contract/permissions';
import { Section } from '../../ui/Section.tsx';
import classes from './RoleAbilities.module.css';

/** What people ask about roles, each answered by one permission. */
const abilities: readonly { readonly words: string; readonly permission: Permission }[] = [
  { words: 'See contacts, lists and messages', permission: 'contacts:read' },
  { words: 'Add and edit contacts', permission: 'contacts:write' },
  { words: 'Read and answer replies', permission: 'inbox:reply' },
  { words: 'Try things on the sandbox phones', permission: 'sandbox:use' },
  { words: 'Import, export and delete contacts', permission: 'contacts:import' },
  { words: 'Manage lists, fields and tags', permission: 'lists:write' },
  { words: 'Write and send broadcasts', permission: 'broadcasts:send' },
  { words: 'Add to the list of who is not contacted', permission: 'suppressions:write' },
  { words: 'Take somebody off that list', permission: 'suppressions:remove' },
  { words: 'Export and delete all about a person, for privacy', permission: 'contacts:privacy' },
  { words: 'Connect providers', permission: 'connections:manage' },
  { words: 'Manage members and API keys', permission: 'members:manage' },
  { words: 'Read all activity', permission: 'audit:read' },
  { words: 'Change the workspace and go live', permission: 'workspace:go_live' },
];

/** Which role may do what: a table, or on a phone each ability with the roles that have it. */
export function RoleAbilities() {
  const small = useMediaQuery('(max-width: 600px)', undefined, { getInitialValueInEffect: false });
  return (
    <Section title="What each role may do" subtitle="Owners are, besides, the only ones who can change or remove owners." flush>
      {small ? <AbilityList /> : <AbilityTable />}
    </Section>
  );
}

function AbilityList() {
  return (
    <ul className={classes.list} aria-label="Abilities by role">
      {abilities.map(({ words, permission }) => (
        <li key={permission}>
          {words}
          <Text size="sm" c="dimmed">
            {roles
              .filter((role) => roleMay(role, permission))
              .map((role) => roleWords[role].label)
              .join(', ')}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function AbilityTable() {
  return (
    <Table aria-label="Abilities by role" className={classes.table} verticalSpacing={9} horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">
            <span className={classes.hidden}>Ability</span>
          </Table.Th>
          {roles.map((role) => (
            <Table.Th key={role} scope="col" className={classes.role} title={roleWords[role].help}>
              {roleWords[role].label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {abilities.map(({ words, permission }) => (
          <Table.Tr key={permission}>
            <Table.Th scope="row" className={classes.words}>
              {words}
            </Table.Th>
            {roles.map((role) => (
              <Table.Td key={role} className={classes.mark}>
                {roleMay(role, permission) ? (
                  <IconCheck size={18} stroke={2} role="img" aria-label="Yes" />
                ) : (
                  <span className={classes.no}>–</span>
                )}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
