import { eventsPart } from '../http/events.ts';
import { formsPart } from '../http/forms.ts';
import { healthPart } from '../http/health.ts';
import { hooksPart } from '../http/hooks.ts';
import { openApiPart } from '../http/openapi.ts';
import type { HttpPart } from '../http/server.ts';
import { webAppPart } from '../http/web-app.ts';
import { routes } from './routes.ts';

/** The parts of the web process that are not routes of the API. The web app comes last: it answers what nothing else does. */
export const httpParts: readonly HttpPart[] = [healthPart, eventsPart, hooksPart, formsPart, openApiPart(routes), webAppPart];
