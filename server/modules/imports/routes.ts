import { importsApi } from '@tidings/core/contract/imports';
import { implement } from '../../http/route.ts';
import { presentImport, presentSummary } from './present.ts';
import { previewImport } from './preview.ts';
import { problemsFile } from './problems-file.ts';
import {
  cancelImport,
  createImport,
  getImport,
  pageOfImports,
  pauseImport,
  resumeImport,
  setMapping,
  setShape,
  startImport,
  uploadFile,
} from './service.ts';
import { previewUndo, startUndo } from './undo.ts';

export const importRoutes = implement(importsApi, {
  listImports: async ({ ctx, actor, query }) => {
    const page = await pageOfImports(ctx, actor, query);
    return { ...page, items: page.items.map(presentSummary) };
  },
  createImport: async ({ ctx, actor, body }) => presentImport(ctx, await createImport(ctx, actor, body.file_name)),
  getImport: async ({ ctx, actor, params }) => presentImport(ctx, await getImport(ctx, actor, params.import_id)),
  uploadImportFile: async ({ ctx, actor, params, body, exchange }) => {
    const length = Number(exchange.headers['content-length'] ?? Number.NaN);
    return presentImport(ctx, await uploadFile(ctx, actor, params.import_id, body, Number.isFinite(length) ? length : undefined));
  },
  setImportShape: async ({ ctx, actor, params, body }) => presentImport(ctx, await setShape(ctx, actor, params.import_id, body)),
  setImportMapping: async ({ ctx, actor, params, body }) =>
    presentImport(ctx, await setMapping(ctx, actor, params.import_id, body)),
  previewImport: ({ ctx, actor, params, query }) => previewImport(ctx, actor, params.import_id, query.limit),
  startImport: async ({ ctx, actor, params }) => presentImport(ctx, await startImport(ctx, actor, params.import_id)),
  cancelImport: async ({ ctx, actor, params }) => presentImport(ctx, await cancelImport(ctx, actor, params.import_id)),
  pauseImport: async ({ ctx, actor, params }) => presentImport(ctx, await pauseImport(ctx, actor, params.import_id)),
  resumeImport: async ({ ctx, actor, params }) => presentImport(ctx, await resumeImport(ctx, actor, params.import_id)),
  previewImportUndo: ({ ctx, actor, params }) => previewUndo(ctx, actor, params.import_id),
  undoImport: async ({ ctx, actor, params }) => presentImport(ctx, await startUndo(ctx, actor, params.import_id)),
  downloadImportProblems: ({ ctx, actor, params, query }) =>
    problemsFile(ctx, actor, params.import_id, query.warnings === 'true'),
});
