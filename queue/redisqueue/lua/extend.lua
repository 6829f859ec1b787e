-- Moves the end of a lease.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, id, token, until in ms
if redis.call('HGET', KEYS[4], ARGV[2]) ~= ARGV[3] then
  return 0
end
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
return 1
