-- Leases up to n ids. The bell stays rung until fewer are found, so that the next one who waits is woken. If nothing is
-- pulled, the answer is the end of the lease that lapses next, or -1.
-- KEYS: ready, leased, scores, tokens, bell
-- ARGV: now in ms, n, until in ms, token
local ids = redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1)
if #ids == 0 then
  redis.call('DEL', KEYS[5])
  local next = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return tonumber(next[2] or -1)
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, #ids - 1)
local leases, tokens = {}, {}
for i, id in ipairs(ids) do
  leases[2 * i - 1], leases[2 * i] = ARGV[3], id
  tokens[2 * i - 1], tokens[2 * i] = id, ARGV[4]
end
redis.call('ZADD', KEYS[2], unpack(leases))
redis.call('HSET', KEYS[4], unpack(tokens))
if #ids < tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[5])
elseif redis.call('EXISTS', KEYS[5]) == 0 then
  redis.call('RPUSH', KEYS[5], 1)
end
return ids
