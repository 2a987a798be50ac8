-- After an outage bulk waits until the texts of the gap are fetched (I2): a STOP may be among them. Set where a gap is long, emptied once its
-- texts are processed. A moment that has passed while the gap is open: bulk goes on without them, and screens say so.
alter table catch_ups add column if not exists holds_bulk_until timestamptz;
