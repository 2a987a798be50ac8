import type { Route } from '../http/route.ts';
import { apiKeyRoutes } from '../modules/api-keys/routes.ts';
import { audienceRoutes } from '../modules/audiences/routes.ts';
import { savedAudienceRoutes } from '../modules/audiences/saved-routes.ts';
import { activityRoutes } from '../modules/audit/routes.ts';
import { broadcastRoutes, sendMessagesRoutes } from '../modules/broadcasts/routes.ts';
import { consentRoutes } from '../modules/compliance/consent-routes.ts';
import { failureCheckRoutes } from '../modules/compliance/failure-checks-routes.ts';
import { joinKeywordRoutes } from '../modules/compliance/join-keywords-routes.ts';
import { suppressionRoutes } from '../modules/compliance/routes.ts';
import { poolRoutes } from '../modules/connections/pool-routes.ts';
import { connectionRoutes } from '../modules/connections/routes.ts';
import { bulkActionRoutes, deletedContactRoutes } from '../modules/contacts/bulk-routes.ts';
import { followMerged } from '../modules/contacts/follow-merged.ts';
import { contactRoutes } from '../modules/contacts/routes.ts';
import { fieldRoutes, tagRoutes } from '../modules/contacts/tag-field-routes.ts';
import { costRoutes } from '../modules/costs/routes.ts';
import { eventRoutes } from '../modules/events/routes.ts';
import { formRoutes } from '../modules/forms/routes.ts';
import { homeRoutes } from '../modules/home/routes.ts';
import { importRoutes } from '../modules/imports/routes.ts';
import { optOutRoutes } from '../modules/inbox/opt-out-routes.ts';
import { inboxRoutes } from '../modules/inbox/routes.ts';
import { listFieldRoutes, listRoutes } from '../modules/lists/routes.ts';
import { accountRoutes } from '../modules/members/account-routes.ts';
import { operatorRoutes } from '../modules/members/operator-routes.ts';
import { memberRoutes } from '../modules/members/routes.ts';
import { sessionRoutes } from '../modules/members/session-routes.ts';
import { workspaceRoutes } from '../modules/members/workspace-routes.ts';
import { messageRoutes } from '../modules/messages/history-routes.ts';
import { quietHoursRoutes } from '../modules/messages/quiet-hours-routes.ts';
import { healthRoutes } from '../modules/ops/operator-routes.ts';
import { queueRoutes } from '../modules/ops/queue-routes.ts';
import { sendingRoutes } from '../modules/ops/sending-routes.ts';
import { duplicateRoutes } from '../modules/people/duplicates-routes.ts';
import { peopleRoutes } from '../modules/people/routes.ts';
import { privacyRoutes } from '../modules/privacy/routes.ts';
import { sandboxRoutes } from '../modules/sandbox/routes.ts';
import { sourceRoutes } from '../modules/sources/routes.ts';

/** One line per area. */
const areas: readonly Route[] = [
  ...activityRoutes,
  ...accountRoutes,
  ...apiKeyRoutes,
  ...homeRoutes,
  ...memberRoutes,
  ...operatorRoutes,
  ...sessionRoutes,
  ...workspaceRoutes,
  ...contactRoutes,
  ...bulkActionRoutes,
  ...deletedContactRoutes,
  ...tagRoutes,
  ...fieldRoutes,
  ...listRoutes,
  ...listFieldRoutes,
  ...eventRoutes,
  ...audienceRoutes,
  ...savedAudienceRoutes,
  ...broadcastRoutes,
  ...sendMessagesRoutes,
  ...connectionRoutes,
  ...poolRoutes,
  ...suppressionRoutes,
  ...formRoutes,
  ...joinKeywordRoutes,
  ...consentRoutes,
  ...failureCheckRoutes,
  ...costRoutes,
  ...importRoutes,
  ...sourceRoutes,
  ...inboxRoutes,
  ...optOutRoutes,
  ...peopleRoutes,
  ...duplicateRoutes,
  ...privacyRoutes,
  ...messageRoutes,
  ...quietHoursRoutes,
  ...sandboxRoutes,
  ...queueRoutes,
  ...sendingRoutes,
  ...healthRoutes,
];

/** Every route of the API. By the id of a contact that was merged each means the contact who was kept. */
export const routes: readonly Route[] = areas.map(followMerged);
