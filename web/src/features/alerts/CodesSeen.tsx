import { Button } from '@mantine/core';
import { queueApi } from '@tidings/core/contract/queue';
import { useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

/** Ends the alert of codes that are not known here. */
export function CodesSeen({ codes }: { codes: readonly string[] }) {
  const mayManage = useMay('queue:manage');
  const seen = useApiMutation(queueApi.markCodesSeen, {
    invalidates: ['workspace'],
    onSuccess: () => notifyDone('Noted. These codes are not told of again; Queue still counts them.'),
    onError: notifyError,
  });
  if (!mayManage) return null;
  return (
    <Button
      size="compact-sm"
      variant="white"
      color="dark"
      loading={seen.isPending}
      onClick={() => seen.mutate({ body: { codes: [...codes] } })}
    >
      I have looked
    </Button>
  );
}
