import {
  askAgainAfterHours,
  defaultQuestion,
  mostAsks,
  questionProblem,
  questionText,
  thanksText,
} from '@tidings/core/compliance/double-opt-in';
import type { DoubleOptInAnswer, DoubleOptInSettings, OptInRequest } from '@tidings/core/contract/consent';
import { countSegments } from '@tidings/core/messaging/segments';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { readDoubleOptIn, writeDoubleOptIn } from '../contacts/double-opt-in-store.ts';
import { findOpenRequest, presentRequest } from '../contacts/opt-in-requests-store.ts';
import { findContact } from '../contacts/store.ts';
import { brandOf } from './keyword-texts-service.ts';
import { askRequestAgain, findAsks, isLive } from './opt-in-store.ts';
import { findActiveSuppression } from './suppressions-store.ts';

export async function getDoubleOptIn(tx: Tx, workspaceId: string): Promise<DoubleOptInAnswer> {
  return present(await readDoubleOptIn(tx, workspaceId), await brandOf(tx, workspaceId));
}

function present(settings: DoubleOptInSettings, brand: string): DoubleOptInAnswer {
  return {
    settings,
    default_question: defaultQuestion,
    previews: {
      all: questionText(settings.question, brand, 'all'),
      informational: questionText(settings.question, brand, 'informational'),
      thanks: thanksText(brand),
    },
  };
}

/** The question goes out by itself, so it stays short: more than this is refused. */
const mostSegments = 3;

export async function updateDoubleOptIn(
  tx: Tx,
  actor: WorkspaceActor,
  settings: DoubleOptInSettings,
): Promise<DoubleOptInAnswer> {
  const brand = await brandOf(tx, actor.workspaceId);
  const problem = questionProblem(settings.question, brand);
  if (problem !== null) throw badField('body.question', problem);
  const { segments } = countSegments(questionText(settings.question, brand, 'all'));
  if (segments > mostSegments) throw badField('body.question', `takes ${segments} segments; at most ${mostSegments} are allowed`);
  const before = await readDoubleOptIn(tx, actor.workspaceId);
  if (JSON.stringify(before) !== JSON.stringify(settings)) {
    await writeDoubleOptIn(tx, actor.workspaceId, settings);
    await recordActivity(tx, actor, { action: 'double_opt_in_changed', details: { before, after: settings } });
    await announce(tx, actor.workspaceId, { topic: 'workspace' });
  }
  return present(settings, brand);
}

/** Asks somebody once more, by hand: within the same bounds as always. */
export async function askAgain(tx: Tx, actor: WorkspaceActor, contactId: string): Promise<OptInRequest> {
  const { workspaceId } = actor;
  const contact = await findContact(tx, workspaceId, contactId, { forUpdate: true });
  if (!contact) throw notFound('contact');
  const request = await findOpenRequest(tx, workspaceId, contactId);
  if (!request)
    throw new Refusal('wrong_state', 'No answer of this person is awaited. Record how they agreed, and they are asked.');
  if (await findActiveSuppression(tx, workspaceId, 'sms', request.address)) {
    throw new Refusal('wrong_state', 'The number is on the do-not-contact list, so nobody is asked there.');
  }
  const asks = await findAsks(tx, workspaceId, request.address, !(await isLive(tx, workspaceId)));
  if (asks && asks.times >= mostAsks) {
    throw new Refusal(
      'wrong_state',
      'This phone was asked three times already, and is not asked again. They can text START themselves.',
    );
  }
  if (asks?.lately) {
    throw new Refusal(
      'wrong_state',
      `This phone was asked in the last ${askAgainAfterHours} hours. Try again when they are over.`,
    );
  }
  await askRequestAgain(tx, workspaceId, request.id, (await readDoubleOptIn(tx, workspaceId)).lapse_days);
  await recordActivity(tx, actor, {
    action: 'opt_in_asked_again',
    objectKind: 'contact',
    objectId: contactId,
    objectLabel: contact.full_name ?? 'somebody without a name',
  });
  await announce(tx, workspaceId, { topic: 'contacts', id: contactId });
  const now = await findOpenRequest(tx, workspaceId, contactId);
  return presentRequest(now ?? request);
}
