import { sourcesApi } from '@tidings/core/contract/sources';
import { implement } from '../../http/route.ts';
import { presentChange, presentSource, presentSync } from './present.ts';
import {
  createSource,
  getSource,
  pageOfSources,
  removeSource,
  type SourceWithSync,
  setMapping,
  updateSource,
} from './service.ts';
import { answerSync, getSync, pageOfChanges, pageOfSyncs, startSync } from './sync-service.ts';

const present = ({ source, sync }: SourceWithSync) => presentSource(source, sync);

export const sourceRoutes = implement(sourcesApi, {
  listSources: async ({ ctx, actor, query }) => {
    const page = await pageOfSources(ctx, actor, query);
    return { ...page, items: page.items.map(present) };
  },
  createSource: async ({ ctx, actor, body }) => present(await createSource(ctx, actor, body)),
  getSource: async ({ ctx, actor, params }) => present(await getSource(ctx, actor, params.source_id)),
  updateSource: async ({ ctx, actor, params, body }) => present(await updateSource(ctx, actor, params.source_id, body)),
  removeSource: ({ ctx, actor, params }) => removeSource(ctx, actor, params.source_id),
  readSource: async ({ ctx, actor, params }) => {
    const { source, sync } = await startSync(ctx, actor, params.source_id, { readOnly: true });
    return presentSync(source, sync);
  },
  setSourceMapping: async ({ ctx, actor, params, body }) => present(await setMapping(ctx, actor, params.source_id, body)),
  syncSource: async ({ ctx, actor, params, body }) => {
    const { source, sync } = await startSync(ctx, actor, params.source_id, { whole: body.whole });
    return presentSync(source, sync);
  },
  listSourceSyncs: async ({ ctx, actor, params, query }) => {
    const { source, page } = await pageOfSyncs(ctx, actor, params.source_id, query);
    return { ...page, items: page.items.map((sync) => presentSync(source, sync)) };
  },
  getSourceSync: async ({ ctx, actor, params }) => {
    const { source, sync } = await getSync(ctx, actor, params.source_id, params.sync_id);
    return presentSync(source, sync);
  },
  listSyncChanges: async ({ ctx, actor, params, query }) => {
    const page = await pageOfChanges(ctx, actor, params, query);
    return { ...page, items: page.items.map(presentChange) };
  },
  approveSourceSync: async ({ ctx, actor, params }) => {
    const { source, sync } = await answerSync(ctx, actor, params, 'approve');
    return presentSync(source, sync);
  },
  rejectSourceSync: async ({ ctx, actor, params }) => {
    const { source, sync } = await answerSync(ctx, actor, params, 'reject');
    return presentSync(source, sync);
  },
});
