import type { ContactTarget } from '@tidings/core/contract/contact-query';
import { contactsApi } from '@tidings/core/contract/contacts';
import { useState } from 'react';
import { problemFrom } from '../../lib/api-error.ts';
import { endpointUrl } from '../../lib/request.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { notifyError } from '../../ui/notify.tsx';

/** Downloads ticked people as CSV. By POST, because thousands of ids fit in no address. */
export function useExportChosen() {
  const { workspace_id } = useWorkspace();
  const [isPending, setPending] = useState(false);
  const start = (target: ContactTarget): void => {
    setPending(true);
    fetchFile(workspace_id, target)
      .then(saveFile)
      .catch(notifyError)
      .finally(() => setPending(false));
  };
  return { start, isPending };
}

async function fetchFile(workspaceId: string, target: ContactTarget): Promise<Blob> {
  const response = await fetch(endpointUrl(contactsApi.exportChosenContacts, {}), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'tidings-workspace': workspaceId, 'x-tidings-client': 'web' },
    body: JSON.stringify({ target }),
  });
  if (!response.ok) throw problemFrom(response.status, await response.text(), null);
  return response.blob();
}

function saveFile(content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = 'contacts.csv';
  link.click();
  URL.revokeObjectURL(url);
}
