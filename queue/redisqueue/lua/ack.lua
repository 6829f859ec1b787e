-- Takes leased ids out for good; the answer is how many of the leases had not ended.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, id, token, id, token, ...
local ids = {}
for i = 2, #ARGV, 2 do
  ids[i / 2] = ARGV[i]
end
local taken = {}
for i, token in ipairs(redis.call('HMGET', KEYS[4], unpack(ids))) do
  if token == ARGV[2 * i + 1] then
    taken[#taken + 1] = ids[i]
  end
end
if #taken > 0 then
  redis.call('ZREM', KEYS[2], unpack(taken))
  redis.call('HDEL', KEYS[3], unpack(taken))
  redis.call('HDEL', KEYS[4], unpack(taken))
end
return #taken
