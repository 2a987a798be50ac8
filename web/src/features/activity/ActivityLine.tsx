import { Avatar } from '@mantine/core';
import { IconRobot, IconSparkles } from '@tabler/icons-react';
import type { Activity } from '@tidings/core/contract/activity';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import classes from './ActivityLine.module.css';

/** One line of the feed: who did what, and when. */
export function ActivityLine({ entry, zone }: { entry: Activity; zone: string }) {
  return (
    <li className={classes.line}>
      <Face actor={entry.actor} />
      <span className={classes.words}>
        <strong>{entry.actor.name}</strong> {entry.words}
      </span>
      <span className={classes.time}>
        <RelativeTime at={entry.at} zone={zone} />
      </span>
    </li>
  );
}

function Face({ actor }: { actor: Activity['actor'] }) {
  if (actor.kind === 'user') return <Avatar name={actor.name} size={30} color="tide" variant="light" alt="" />;
  const Icon = actor.kind === 'api_key' ? IconRobot : IconSparkles;
  return (
    <Avatar size={30} color="gray" variant="light" alt="">
      <Icon size={17} stroke={1.6} />
    </Avatar>
  );
}
