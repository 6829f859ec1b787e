-- Takes leased ids out for good; the answer is how many of the leases had not ended.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, id, token, id, token, ...
local taken = 0
for i = 2, #ARGV, 2 do
  local until_ms = redis.call('ZSCORE', KEYS[2], ARGV[i])
  if until_ms and tonumber(until_ms) > tonumber(ARGV[1]) and redis.call('HGET', KEYS[4], ARGV[i]) == ARGV[i + 1] then
    redis.call('ZREM', KEYS[2], ARGV[i])
    redis.call('HDEL', KEYS[3], ARGV[i])
    redis.call('HDEL', KEYS[4], ARGV[i])
    taken = taken + 1
  end
end
return taken
