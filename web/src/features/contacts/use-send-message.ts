import type { AudiencePart } from '@tidings/core/contract/audience';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { ContactTarget } from '@tidings/core/contract/contact-query';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { usePath } from '../../lib/workspace.ts';
import { notifyError } from '../../ui/notify.tsx';

/** Longer addresses are cut by some proxies. */
const mostInAddress = 50;

/** Opens the composer with exactly these people: in the address where that is short enough, else in a draft made for them. */
export function useSendMessage() {
  const go = useGo();
  const path = usePath();
  const draft = useApiMutation(broadcastsApi.createBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts'],
    onSuccess: (made) => go(path(`broadcasts/new?draft=${made.id}`)),
    onError: notifyError,
  });
  const send = (target: ContactTarget): void => {
    const part = partOf(target);
    const named = part.kind === 'contacts' ? part.ids : part.kind === 'search' ? part.except_ids : [];
    if (named.length > mostInAddress) draft.mutate({ body: { audience: { include: [part], exclude: [] } } });
    else if (part.kind === 'contacts') go(path(`broadcasts/new?contacts=${part.ids.join(',')}`));
    else go(path(`broadcasts/new?audience=${encodeURIComponent(JSON.stringify(part))}`));
  };
  return { send, isPending: draft.isPending };
}

function partOf(target: ContactTarget): AudiencePart {
  if ('ids' in target) return { kind: 'contacts', ids: target.ids };
  const { filter, except_ids } = target;
  return Object.keys(filter).length === 0 && except_ids.length === 0
    ? { kind: 'everyone' }
    : { kind: 'search', filter, except_ids };
}
