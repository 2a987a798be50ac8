-- Segments that the first message in a sender's queue needs, where that is more than its daily cap has left; null otherwise. Such a lane waits
-- for its next day as one does whose cap is used up: one segment left does not help a text of two.
alter table senders add column if not exists cap_needs int;
-- When what waits in a lane was last opened again, such as by resuming its broadcast: from then on, not from when it was due, does it count as
-- kept waiting by nobody sending.
alter table lane_marks add column if not exists lowered_at timestamptz;
