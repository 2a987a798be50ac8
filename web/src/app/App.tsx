import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { colorSchemeManager } from '../lib/color-scheme.ts';
import { createQueryClient } from '../lib/query-client.ts';
import { firstDayOfWeek } from '../lib/week.ts';
import { cssVariables, theme } from '../ui/theme.ts';
import type { PageRoute } from './page-route.ts';
import { createAppRouter, type OpenRoute } from './router.tsx';
import { PageRoutesContext } from './use-visible.ts';

/** The whole app over its tables of pages. */
export function App({ pages, openPages }: { pages: readonly PageRoute[]; openPages: readonly OpenRoute[] }) {
  const [client] = useState(createQueryClient);
  const [router] = useState(() => createAppRouter(pages, openPages));
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={client}>
        <PageRoutesContext value={pages}>
          <DatesProvider settings={{ firstDayOfWeek: firstDayOfWeek(navigator.language) }}>
            <RouterProvider router={router} />
          </DatesProvider>
        </PageRoutesContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}
