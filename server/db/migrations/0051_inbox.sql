-- The inbox: unread first, then the newest; and how many are unread.
create index if not exists conversations_inbox
  on conversations (workspace_id, (unread > 0) desc, last_message_at desc, id desc);
