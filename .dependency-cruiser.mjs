/** The dependency rules of ARCHITECTURE.md, each with its reason. */

const groups = [
  ['workspaces', 'members', 'accounts', 'api-keys', 'audit', 'media'],
  ['contacts', 'lists', 'events', 'imports', 'sources', 'audiences'],
  ['compliance', 'costs'],
  ['connections', 'messages'],
  ['templates'],
  ['people', 'privacy', 'forms', 'broadcasts', 'reminders', 'campaigns', 'inbox', 'sandbox', 'assistants', 'calls'],
  ['analytics', 'home', 'notifications', 'webhooks', 'ops'],
];

/** A module group may not import from any later one; news travels upward as events. */
const groupRules = groups.slice(0, -1).map((group, index) => ({
  name: `modules-${group[0]}-imports-no-later-group`,
  comment: 'A module may call the services of its own and of earlier groups; news travels upward as events (ARCHITECTURE.md).',
  severity: 'error',
  from: { path: `^server/modules/(${group.join('|')})/`, pathNot: '\\.test\\.ts$|-testing\\.ts$' },
  to: {
    path: `^server/modules/(${groups
      .slice(index + 1)
      .flat()
      .join('|')})/`,
  },
}));

const test = '(\\.test\\.tsx?$|[/-]testing\\.ts$|^server/testing/)';

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      // context.ts builds what works on it: those take its type.
      from: { pathNot: '^server/context\\.ts$' },
      to: { circular: true, viaOnly: { pathNot: '^server/context\\.ts$' } },
    },
    {
      name: 'core-is-pure',
      comment: 'core decides from facts alone: no I/O, no Node built-ins, nothing of ours but core.',
      severity: 'error',
      from: { path: '^core/src', pathNot: test },
      to: { path: '^(server|web|carrier|bench|test)/' },
    },
    {
      name: 'core-uses-no-node',
      comment: 'core runs in the browser too.',
      severity: 'error',
      from: { path: '^core/src', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-imports-no-web',
      comment: 'The server knows the contract, not the screens.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^web/' },
    },
    {
      name: 'server-imports-no-carrier',
      comment: 'The sandbox carrier shares no code with the product, so that it cannot agree with a mistake.',
      severity: 'error',
      from: { path: '^server/', pathNot: test },
      to: { path: '^carrier/' },
    },
    {
      name: 'carrier-stands-alone',
      comment: 'The sandbox carrier shares no code with the product.',
      severity: 'error',
      from: { path: '^carrier/' },
      to: { path: '^(core|server|web)/' },
    },
    {
      name: 'web-imports-no-server',
      comment: 'The screens know the contract in core only.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|carrier)/' },
    },
    {
      name: 'sql-only-in-stores',
      comment: 'Only store files and db/ write SQL.',
      severity: 'error',
      from: {
        path: '^server/',
        pathNot: `(${test}|store\\.ts$|^server/db/|^server/jobs/jobs\\.ts$|^server/events/|^server/http/idempotency\\.ts$|^server/cli/doctor\\.ts$)`,
      },
      to: { path: 'node_modules/kysely', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-jobs-knows-pg-boss',
      comment: 'pg-boss stops in jobs/.',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/jobs/' },
      to: { path: 'node_modules/pg-boss' },
    },
    {
      name: 'fastify-stops-at-http',
      comment: 'Web-framework types stop in http/.',
      severity: 'error',
      from: { path: '^server/(modules|providers|jobs|db|events)/', pathNot: test },
      to: { path: 'node_modules/fastify/' },
    },
    {
      name: 'only-registries-name-providers',
      comment: 'Only a provider registry names a concrete provider.',
      severity: 'error',
      from: { path: '^server/', pathNot: `(${test}|^server/providers/([^/]+)/([^/]+)/|^server/providers/[^/]+/registry\\.ts$)` },
      to: { path: '^server/providers/[^/]+/[^/]+/' },
    },
    {
      name: 'providers-know-no-modules',
      comment: 'Providers take configuration and a message and return a result: no database, no modules, no context.',
      severity: 'error',
      from: { path: '^server/providers/', pathNot: test },
      to: { path: '^server/(modules|db|jobs|http|events|context)' },
    },
    {
      name: 'outgoing-http-in-lib',
      comment: 'All outgoing HTTP goes through server/lib.',
      severity: 'error',
      from: { path: '^server/', pathNot: `(${test}|^server/lib/)` },
      to: { path: 'node_modules/undici' },
    },
    {
      name: 'web-lib-is-lowest',
      comment: 'web: app, pages, features, ui, lib, in this direction.',
      severity: 'error',
      from: { path: '^web/src/lib/' },
      to: { path: '^web/src/(app|pages|features|ui)/' },
    },
    {
      name: 'web-ui-has-no-domain',
      comment: 'ui looks; it knows no features.',
      severity: 'error',
      from: { path: '^web/src/ui/' },
      to: { path: '^web/src/(app|pages|features)/' },
    },
    {
      name: 'web-features-below-pages',
      comment: 'features behave; pages compose them.',
      severity: 'error',
      from: { path: '^web/src/features/' },
      to: { path: '^web/src/(app|pages)/' },
    },
    {
      name: 'web-features-are-apart',
      comment: 'Features do not import features: what two need belongs in ui, lib or the page.',
      severity: 'error',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/features/', pathNot: '^web/src/features/$1/' },
    },
    {
      name: 'web-pages-below-app',
      comment: 'app routes to pages, not the other way.',
      severity: 'error',
      from: { path: '^web/src/pages/' },
      to: { path: '^web/src/app/' },
    },
    ...groupRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(web/dist|data)/' },
    // TypeScript 7 has no compiler interface that it could use.
    parser: 'swc',
    moduleSystems: ['es6'],
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
