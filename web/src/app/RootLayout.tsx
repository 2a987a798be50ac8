import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { Outlet } from '@tanstack/react-router';
import { AwayBanner } from './AwayBanner.tsx';
import classes from './RootLayout.module.css';
import { useFocusOnNavigation } from './use-focus-on-navigation.ts';

/** What every screen has: the skip link, focus that follows the navigation, dialogs, short notices. */
export function RootLayout() {
  useFocusOnNavigation();
  return (
    <ModalsProvider>
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <AwayBanner />
      <Outlet />
      <Notifications position="bottom-center" autoClose={6000} containerWidth={460} />
    </ModalsProvider>
  );
}
