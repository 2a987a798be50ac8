import { SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTitle } from '../../lib/title.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { EmptyState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useVisible } from '../use-visible.ts';
import classes from './SettingsOverview.module.css';

/** Everything that can be set, with a sentence each. */
export function SettingsOverview() {
  const { settings } = useVisible();
  const path = usePath();
  const workspace = useWorkspace();
  useTitle('Settings', workspace.name);
  return (
    <>
      <PageHeader title="Settings" subtitle={`What holds for everyone in ${workspace.name}.`} />
      {settings.length === 0 && (
        <EmptyState title="Nothing for you to set here" words="Your role works with what the admins have set up." />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
        {settings.map((entry) => (
          <Link key={entry.path} to={path(entry.path)} className={classes.card}>
            <span className={classes.icon}>
              <entry.icon size={20} stroke={1.6} />
            </span>
            <span>
              <Text component="span" display="block" fw={600}>
                {entry.label}
              </Text>
              <Text component="span" display="block" size="sm" c="dimmed">
                {entry.about}
              </Text>
            </span>
          </Link>
        ))}
      </SimpleGrid>
    </>
  );
}
