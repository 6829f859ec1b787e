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
local pulled = redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1)
for i, id in ipairs(pulled) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('ZADD', KEYS[2], ARGV[3], id)
  redis.call('HSET', KEYS[4], id, ARGV[4] .. i)
end
redis.call('DEL', KEYS[5])
if redis.call('ZCARD', KEYS[1]) > 0 then
  redis.call('RPUSH', KEYS[5], 1)
end
if #pulled > 0 then
  return pulled
end
local next = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
return tonumber(next[2] or -1)
