import { Tooltip } from '@mantine/core';
import { isSuppressionKind, suppressionWords } from '@tidings/core/compliance/suppression';
import type { ContactRow } from '@tidings/core/contract/contacts';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { consentWords } from './consent-words.ts';

/** Whether a person may be texted: their consent, or what stands above it. */
export function TextStatus({
  contact,
}: {
  contact: Pick<ContactRow, 'sms_consent' | 'sms_consent_purpose' | 'opt_in_pending' | 'do_not_text'>;
}) {
  const stop = contact.do_not_text;
  if (stop !== null) {
    const words = isSuppressionKind(stop.kind)
      ? suppressionWords[stop.kind]
      : { label: stop.kind, words: 'Nothing is sent here.' };
    return (
      <Tooltip label={stop.reason ?? words.words} multiline maw={300}>
        <span>
          <StatusBadge tone="danger">{words.label}</StatusBadge>
        </span>
      </Tooltip>
    );
  }
  if (contact.opt_in_pending && contact.sms_consent !== 'yes') {
    return (
      <Tooltip label="They are said to have agreed. It counts once they answer YES from their phone." multiline maw={300}>
        <span>
          <StatusBadge tone="warning">Asked</StatusBadge>
        </span>
      </Tooltip>
    );
  }
  const { label, tone } = consentWords[contact.sms_consent];
  if (contact.sms_consent === 'yes' && contact.sms_consent_purpose === 'informational') {
    return (
      <Tooltip label="Agreed to informational texts, not to offers and appeals." multiline maw={300}>
        <span>
          <StatusBadge tone={tone}>Agreed: information</StatusBadge>
        </span>
      </Tooltip>
    );
  }
  return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
