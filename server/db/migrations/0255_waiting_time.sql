-- How far a lane had been read when what it had passed over was let go on: up to there a message was held until lowered_at, so that its waiting
-- time begins then, not when it was due.
alter table lane_marks add column if not exists held_due_at timestamptz;
alter table lane_marks add column if not exists held_message_id uuid;
