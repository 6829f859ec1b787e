-- Takes leased ids out for good; the answer is how many of the leases had not ended.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, id, token, id, token, ...
local ids = {}
for i = 2, #ARGV, 2 do
  ids[#ids + 1] = ARGV[i]
end
local ends = redis.call('ZMSCORE', KEYS[2], unpack(ids))
local tokens = redis.call('HMGET', KEYS[4], unpack(ids))
local taken = {}
for i, id in ipairs(ids) do
  if ends[i] and tonumber(ends[i]) > tonumber(ARGV[1]) and tokens[i] == ARGV[2 * i + 1] then
    taken[#taken + 1] = id
  end
end
if #taken > 0 then
  redis.call('ZREM', KEYS[2], unpack(taken))
  redis.call('HDEL', KEYS[3], unpack(taken))
  redis.call('HDEL', KEYS[4], unpack(taken))
end
return #taken
