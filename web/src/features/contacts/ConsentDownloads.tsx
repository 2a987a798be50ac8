import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { consentApi } from '@tidings/core/contract/consent';
import { downloadUrl } from '../../lib/api.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';

/** The ledger of one person as a file: for them, or for whoever asks for proof. */
export function ConsentDownloads({ contactId }: { contactId: string }) {
  const { workspace_id } = useWorkspace();
  if (!useMay('contacts:export')) return null;
  return (
    <Group gap={8} mb="md">
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          component="a"
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={15} stroke={1.7} />}
          href={downloadUrl(consentApi.exportConsent, workspace_id, { params: { contact_id: contactId }, query: { format } })}
        >
          {format === 'csv' ? 'Download for a spreadsheet' : 'Download as JSON'}
        </Button>
      ))}
    </Group>
  );
}
