import { Title } from '@mantine/core';
import { IconAddressBook, IconDeviceMobile, IconShieldCheck } from '@tabler/icons-react';
import classes from './WelcomeAside.module.css';

const promises = [
  { icon: IconAddressBook, title: 'Bring your people', words: 'Drop in a spreadsheet, or look around with sample people first.' },
  {
    icon: IconDeviceMobile,
    title: 'Try everything safely',
    words: 'You start in the sandbox: no message reaches a real phone until you say so.',
  },
  { icon: IconShieldCheck, title: 'Only to those who want it', words: 'Whoever texts STOP is left alone from that second on.' },
] as const;

/** What awaits behind the first form. */
export function WelcomeAside() {
  return (
    <>
      <Title order={2} className={classes.title}>
        Reach people, and hear back.
      </Title>
      <ul className={classes.list}>
        {promises.map(({ icon: Icon, title, words }) => (
          <li key={title}>
            <Icon size={26} stroke={1.4} />
            <div>
              <strong>{title}</strong>
              <p>{words}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
