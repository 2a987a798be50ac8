import { costsApi } from '@tidings/core/contract/costs';
import { useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

/** Saves a part of the settings about costs; says so, and why not. */
export function useSaveCosts(done = 'Saved.') {
  return useApiMutation(costsApi.updateCosts, {
    invalidates: ['workspace', 'broadcasts'],
    onSuccess: () => notifyDone(done),
    onError: notifyError,
  });
}
