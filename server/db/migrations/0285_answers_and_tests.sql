-- Answers to keywords and tests by their phone: how many it had of late decides whether it gets one more. Few beside what is sent in bulk,
-- which this index does not hold; none of its columns ever changes.
create index if not exists messages_answers_and_tests on messages (workspace_id, address, created_at) where source in ('answer', 'test');
