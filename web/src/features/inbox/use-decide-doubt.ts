import { type OptOutDoubt, optOutsApi } from '@tidings/core/contract/opt-outs';
import { useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

/** Says whether a text meant "stop". */
export function useDecideDoubt(onDone?: () => void) {
  const decide = useApiMutation(optOutsApi.decideOptOutDoubt, {
    // The alert about unanswered ones belongs to the connections' news.
    invalidates: ['conversations', 'contacts', 'suppressions', 'connections'],
    onSuccess: ({ decision }) => {
      notifyDone(
        decision === 'opted_out' ? 'Opted out: nothing is sent to this number any more' : 'Messages to this number go on',
      );
      onDone?.();
    },
    onError: notifyError,
  });
  return {
    isPending: decide.isPending,
    decide: (doubt: OptOutDoubt, askedToStop: boolean) =>
      decide.mutate({ params: { opt_out_doubt_id: doubt.id }, body: { asked_to_stop: askedToStop } }),
  };
}
