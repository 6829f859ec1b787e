-- Puts lapsed leases back, then leases up to n ids. The bell stays rung while something is left, so that the next one
-- who waits is woken. If nothing is pulled, the answer is the end of the lease that lapses next, or -1.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, n, until in ms, token prefix
local lapsed = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
for _, id in ipairs(lapsed) do
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[4], id)
  redis.call('ZADD', KEYS[1], redis.call('HGET', KEYS[3], id), id)
end
local popped = redis.call('ZPOPMIN', KEYS[1], ARGV[2]) -- id, score, id, score, ...
if #popped == 0 then
  redis.call('DEL', KEYS[5])
  local next = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  return tonumber(next[2] or -1)
end
local pulled, leases, tokens = {}, {}, {}
for i = 1, #popped, 2 do
  local id = popped[i]
  pulled[#pulled + 1] = id
  leases[i], leases[i + 1] = ARGV[3], id
  tokens[i], tokens[i + 1] = id, ARGV[4] .. #pulled
end
redis.call('ZADD', KEYS[2], unpack(leases))
redis.call('HSET', KEYS[4], unpack(tokens))
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[5])
elseif redis.call('EXISTS', KEYS[5]) == 0 then
  redis.call('RPUSH', KEYS[5], 1)
end
return pulled
