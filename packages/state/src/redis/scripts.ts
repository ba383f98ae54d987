import { createHash } from 'node:crypto'
import { DROP_CHUNKS_MAX, EXPIRE_MAX } from '../commit-check.ts'

/**
 * A Lua script; every one takes the ledger's key as its only key and finds the others by the same
 * hash tag.
 */
export interface Script {
  readonly text: string
  readonly sha: string
}

/**
 * What every script begins with. KEYS[1] ends with one letter, behind the hash tag.
 *
 * While a slot moves from one node of a cluster to another, its keys are on both, and a script
 * would find half of them. Asking for two keys that are never there fails then, on either side,
 * before anything is read or written.
 *
 * A server that lost the end of its log in the middle of a transaction discards the rest of that
 * transaction, but (up to Redis 8 and Valkey 9.0, with \`aof-load-truncated yes\`) leaves it in the
 * log, and at the start after that it runs it with the one behind it. So each commit notes in \`w\`
 * that it is under way, first of all, and takes that back last of all: a note that is there is one
 * that came back in this way. Once the position has gone beyond, all that came with it has been
 * written again, for nothing that a commit writes depends on what was there (no INCR, no LPOP).
 * Before that the state is a mix of two.
 */
const START = `
local tag = string.sub(KEYS[1], 1, -2)
local notes = redis.pcall('EXISTS', tag .. 'w', tag .. '?')
if type(notes) == 'table' then return {'MOVING', notes.err} end
if notes > 0 then
  local position = tonumber(redis.call('HGET', KEYS[1], 'position') or '-1')
  for _, note in ipairs(redis.call('SMEMBERS', tag .. 'w')) do
    if tonumber(string.match(note, '^%S+')) >= position then return {'TORN', note} end
  end
end
`

function script(body: string): Script {
  const text = START + body
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** ARGV: owner. Twice by the same owner is as good as once. */
export const ACQUIRE = script(`
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then return {'OK'} end
redis.call('HDEL', KEYS[1], 'expect', 'digest')
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'serial', '0')
return {'OK'}
`)

/**
 * ARGV: owner, serial, expect, position, digest, acked or '', expiredBefore or '', packed drops,
 * packed commands, packed groups of bits, answered, outbox entry if there is one. All that can fail
 * comes before the first write.
 *
 * \`serial\` numbers the calls of a lease. A call that was sent again because its answer was lost
 * has the same serial; one that comes out of a dead connection, after later ones, has a lower one.
 * \`answered\` is the newest one that the caller knows to be done: a server that does not have it
 * has fallen back to an older state, which the position alone does not tell (it may be the same).
 */
export const COMMIT = script(`
local ledger = redis.call('HMGET', KEYS[1], 'owner', 'serial', 'position', 'expect', 'digest', 'outbox', 'dropped')
if ledger[1] ~= ARGV[1] then return {'FENCED'} end
local last, serial = tonumber(ledger[2]), tonumber(ARGV[2])
local position, outbox = ledger[3] or '-1', tonumber(ledger[6] or '0')
if serial == last then return {'OK', string.format('%.0f', outbox), 'repeat'} end
if serial < last then return {'STALE'} end
if last < tonumber(ARGV[11]) then return {'FELL BACK'} end
if ledger[4] == ARGV[3] and position == ARGV[4] and (ARGV[3] ~= ARGV[4] or (ARGV[5] ~= '' and ledger[5] == ARGV[5])) then
  redis.call('HSET', KEYS[1], 'serial', ARGV[2])
  return {'OK', string.format('%.0f', outbox), 'repeat'}
end
if position ~= ARGV[3] then return {'POSITION', position} end
local drops, commands, bits = cmsgpack.unpack(ARGV[8]), cmsgpack.unpack(ARGV[9]), cmsgpack.unpack(ARGV[10])

local function dropBitmap(bitmap)
  local counts = tag .. 'c:' .. bitmap
  local chunks = redis.call('HKEYS', counts)
  local gone = {}
  for i = 1, math.min(#chunks, ${DROP_CHUNKS_MAX}) do gone[i] = tag .. 'm:' .. bitmap .. ':' .. chunks[i] end
  if #gone == 0 then return end
  redis.call('UNLINK', unpack(gone))
  redis.call('HDEL', counts, unpack(chunks, 1, #gone))
end

local function dropExpired(keys, before)
  for from = 1, #keys, 100 do
    local stored = {}
    for i = from, math.min(from + 99, #keys) do stored[i - from + 1] = tag .. 'b:' .. keys[i] end
    local gone = {}
    for i, blob in ipairs(redis.call('MGET', unpack(stored))) do
      if blob and #blob > 12 and string.byte(blob, 1) % 2 == 1 and struct.unpack('<d', blob, 6) <= before then gone[#gone + 1] = stored[i] end
    end
    if #gone > 0 then redis.call('UNLINK', unpack(gone)) end
  end
end

local function expire(before)
  local left = ${EXPIRE_MAX}
  local over = '(' .. string.format('%.0f', math.floor(before / 3600000))
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', tag .. 'e', '-inf', over, 'LIMIT', 0, 64)) do
    local list = tag .. 'e:' .. entry
    local keys = cmsgpack.unpack(redis.call('GET', list))
    if #keys > left then return end
    left = left - #keys
    dropExpired(keys, before)
    redis.call('UNLINK', list)
    redis.call('ZREM', tag .. 'e', entry)
  end
end

local function changeBits(bitmap, chunk, ons, command)
  local delta = tonumber(ons)
  for _, was in ipairs(redis.call(unpack(command))) do delta = delta - was end
  local counts = tag .. 'c:' .. bitmap
  local count = tonumber(redis.call('HGET', counts, chunk) or '0') + delta
  if count > 0 then
    redis.call('HSET', counts, chunk, count)
  else
    redis.call('HDEL', counts, chunk)
    redis.call('UNLINK', command[2])
  end
end

if notes > 0 then redis.call('UNLINK', tag .. 'w') end
local note = ARGV[4] .. ' ' .. ARGV[1] .. ' ' .. ARGV[2]
redis.call('SADD', tag .. 'w', note)
if ARGV[7] ~= '' then expire(tonumber(ARGV[7])) end
for _, bitmap in ipairs(drops) do dropBitmap(bitmap) end
for _, command in ipairs(commands) do redis.call(unpack(command)) end
for _, group in ipairs(bits) do changeBits(group[1], group[2], group[3], group[4]) end

local dropped = tonumber(ledger[7] or '0')
if ARGV[6] ~= '' then
  local acked = math.min(tonumber(ARGV[6]), outbox)
  for number = dropped + 1, acked do redis.call('UNLINK', tag .. 'o:' .. string.format('%.0f', number)) end
  dropped = math.max(dropped, acked)
end
if ARGV[12] then
  outbox = outbox + 1
  redis.call('SET', tag .. 'o:' .. string.format('%.0f', outbox), ARGV[12])
end
redis.call('HSET', KEYS[1], 'serial', ARGV[2], 'position', ARGV[4], 'expect', ARGV[3], 'digest', ARGV[5],
  'outbox', outbox, 'dropped', dropped)
redis.call('SREM', tag .. 'w', note)
return {'OK', string.format('%.0f', outbox)}
`)

/**
 * ARGV: after, limit. Answers the number of the first entry and then the entries, all as of one
 * moment.
 */
export const OUTBOX = script(`
local ledger = redis.call('HMGET', KEYS[1], 'outbox', 'dropped')
local first = math.max(tonumber(ARGV[1]), tonumber(ledger[2] or '0')) + 1
local last = math.min(tonumber(ledger[1] or '0'), first + tonumber(ARGV[2]) - 1)
local found = {'OK', string.format('%.0f', first)}
for number = first, last do found[#found + 1] = redis.call('GET', tag .. 'o:' .. string.format('%.0f', number)) end
return found
`)

/**
 * ARGV: bitmap, first chunk, members wanted. Answers chunks in order, each as its number and its
 * bits: as many as hold what is wanted (the first is not counted: what is wanted may begin behind
 * its members), at most 64.
 */
export const CHUNKS = script(`
local counts, chunks = {}, {}
local flat = redis.call('HGETALL', tag .. 'c:' .. ARGV[1])
for i = 1, #flat, 2 do
  local chunk = tonumber(flat[i])
  if chunk >= tonumber(ARGV[2]) then
    chunks[#chunks + 1] = chunk
    counts[chunk] = tonumber(flat[i + 1])
  end
end
table.sort(chunks)
local found, held = {'OK'}, 0
for i, chunk in ipairs(chunks) do
  if held >= tonumber(ARGV[3]) or i > 64 then break end
  if i > 1 then held = held + counts[chunk] end
  local name = string.format('%.0f', chunk)
  found[#found + 1] = name
  found[#found + 1] = redis.call('GET', tag .. 'm:' .. ARGV[1] .. ':' .. name)
end
return found
`)

/**
 * ARGV: first page, how many. Answers pages in order, each as its number and a flat list of slots
 * and names.
 */
export const PAGES = script(`
local found = {'OK'}
for _, page in ipairs(redis.call('ZRANGEBYSCORE', tag .. 'p', ARGV[1], '+inf', 'LIMIT', 0, ARGV[2])) do
  found[#found + 1] = page
  found[#found + 1] = redis.call('HGETALL', tag .. 'n:' .. page)
end
return found
`)

/** ARGV: packed commands, which only read. Answers their answers, all as of one moment. */
export const READ = script(`
local found = {'OK'}
for _, command in ipairs(cmsgpack.unpack(ARGV[1])) do found[#found + 1] = redis.call(unpack(command)) end
return found
`)
