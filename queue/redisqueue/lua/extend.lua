-- Moves the end of a lease that has not ended.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, id, token, until in ms
local until_ms = redis.call('ZSCORE', KEYS[2], ARGV[2])
if not until_ms or tonumber(until_ms) <= tonumber(ARGV[1]) or redis.call('HGET', KEYS[4], ARGV[2]) ~= ARGV[3] then
  return 0
end
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
return 1
