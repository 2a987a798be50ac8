import { localStorageColorSchemeManager } from '@mantine/core';

/** The same key as in `public/color-scheme.js`, which runs before the app. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'tidings-color-scheme' });
