import { Alert, Collapse, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { Connection } from '@tidings/core/contract/connections';
import { useId, useState } from 'react';
import { CopyField } from '../../ui/CopyField.tsx';
import classes from './Connections.module.css';

/** Where the provider must send what people write; receipts find their way by themselves. */
export function HookAddresses({ connection }: { connection: Connection }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={classes.hooks}>
      <UnstyledButton className={classes.hooksToggle} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        Receiving replies: what to enter at {connection.provider_label}
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        <div className={classes.hooksBody}>
          {!connection.hooks.reachable && (
            <Alert color="amber" icon={<IconAlertTriangle size={20} />} title="The provider cannot reach this address">
              Replies and receipts need a public https address. Ask who runs this installation to set TIDINGS_PUBLIC_URL.
            </Alert>
          )}
          <CopyField
            label="When a message comes in"
            description="At the number (or messaging service), under Messaging: “A message comes in”, Webhook, HTTP POST."
            value={`${connection.hooks.inbound}#rc=5&rp=all`}
          />
          <Text size="sm" c="dimmed">
            Receipts need no setting: each message tells the provider where to report. For texts sent by other programs, the
            address is <code>{connection.hooks.status}</code>
          </Text>
        </div>
      </Collapse>
    </div>
  );
}
