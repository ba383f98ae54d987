import { readDelete, readFileCreate, readFileUpdate, readUpload, AUDIENCE_FLOOR, tooFew, updated } from './audience-files.ts'
import type { UploadedFile } from './audience-files.ts'
import { AudienceBody, faultOf, readMapping } from './mapping-rules.ts'
import type { Mapping } from './mapping-rules.ts'

/** A request to the platform, as it comes over HTTP. */
export interface AudienceRequest {
  method: string
  /** With the query. */
  path: string
  token: string | undefined
  contentType: string
  body: Uint8Array<ArrayBuffer>
}

/** What is answered; `cut`: the connection ends without an answer. */
export type AudienceAnswer = { status: number; text: string } | 'cut'

/**
 * What goes wrong with a request. `applied` says how much of it takes effect all the same: nothing
 * unless told, a share of the rows, all, or all of it twice. Without `answer` it is answered as if
 * nothing had gone wrong; `lateMs` later.
 */
export interface AudienceTrouble {
  applied?: 'none' | 'part' | 'all' | 'twice'
  answer?: { status: number } | { code: number; message?: string } | 'cut' | 'nonsense'
  lateMs?: number
}

/** An audience, with whom the platform was told of: `TYPE:hash`. */
export interface PlatformAudience {
  id: string
  name: string
  advertiser: string
  /** Of a customer file; undefined for a streaming audience. */
  calculateType?: string
  ids: Set<string>
}

/** A batch of users that took effect, or a part of it. */
export interface TakenMapping {
  action: 'add' | 'delete'
  /** The rows of the request. */
  rows: number
  bytes: number
  ids: string[]
}

export interface TiktokAudiencesOptions {
  /** Ids of the advertisers of one business. */
  advertisers: readonly string[]
  token: string
  /** The most users of a request; 10,000 unless told. */
  rowsMax?: number
  /** The most bytes of a request; 10 MB unless told. */
  bytesMax?: number
  /** The fewest users of an audience of files; 1,000 unless told. */
  floor?: number
  /** The most requests of a second by `now`; no limit unless told. */
  rate?: { perSecond: number; now: () => number }
}

/**
 * TikTok's audience API as its documentation describes it: streaming audiences and customer files.
 * It is strict: what has a fault is refused as a whole and remembered in `refused`. It keeps what
 * it was told, so that a test can compare it with the members.
 */
export interface TiktokAudiences {
  /** The access token that is taken. */
  token: string
  /** What the token may do. */
  scopes: Set<'audience'>
  audiences: Map<string, PlatformAudience>
  /** What becomes of the next requests. */
  troubles: AudienceTrouble[]
  /** The same for each request by itself, where `troubles` is empty. */
  fate: (request: AudienceRequest) => AudienceTrouble | undefined
  /** Called for each batch, and each use of files, at the moment at which it takes effect. */
  onMapping: (mapping: TakenMapping) => void
  /** Why requests were refused with 40002 or 40001. */
  refused: string[]
  /** How many requests came. */
  requests: number
  handle(request: AudienceRequest): Promise<AudienceAnswer>
}

const CODES = { permission: 40001, parameter: 40002, rate: 40100, token: 40105 }
const AUDIENCES_MAX = 400
const ROOT = '/open_api/v1.3/'

/** A refusal of the platform's own, as opposed to trouble that was asked for. */
class Refusal extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export function createTiktokAudiences(options: TiktokAudiencesOptions): TiktokAudiences {
  const { rowsMax = 10_000, bytesMax = 10_000_000, floor = AUDIENCE_FLOOR, rate } = options
  const advertisers = new Set(options.advertisers)
  const files = new Map<string, UploadedFile>()
  let made = 0
  let second = -1
  let inSecond = 0

  const mustOwn = (advertiser: string): void => {
    if (!advertisers.has(advertiser)) throw new Refusal(CODES.permission, `No permission to operate advertiser ${advertiser}`)
  }
  const find = (advertiser: string, id: string): PlatformAudience => {
    mustOwn(advertiser)
    const audience = platform.audiences.get(id)
    if (audience?.advertiser !== advertiser) throw new Refusal(CODES.parameter, 'Parameter error: invalid audience ID')
    return audience
  }
  const make = (audience: Omit<PlatformAudience, 'id'>): PlatformAudience => {
    mustOwn(audience.advertiser)
    const own = [...platform.audiences.values()].filter(({ advertiser }) => advertiser === audience.advertiser)
    if (own.length >= AUDIENCES_MAX) throw new Refusal(CODES.parameter, `at most ${AUDIENCES_MAX} audiences per advertiser`)
    const id = `72${String(++made).padStart(17, '0')}`
    platform.audiences.set(id, { ...audience, id })
    return platform.audiences.get(id)!
  }
  const idsOf = (advertiser: string, calculateType: string, paths: readonly string[]): Set<string> => {
    const ids = new Set<string>()
    for (const path of paths) {
      const file = files.get(path)
      if (file?.advertiser !== advertiser) throw new Refusal(CODES.parameter, 'file_paths: no such file of this advertiser')
      if (file.calculateType !== calculateType) throw new Refusal(CODES.parameter, 'calculate_type: not that of the files')
      for (const id of file.ids) ids.add(id)
    }
    return ids
  }
  const checkMapping = (body: unknown): Mapping => {
    const mapping = right(readMapping(body, rowsMax))
    mapping.advertisers.forEach(mustOwn)
    for (const { audiences } of mapping.ids)
      for (const id of audiences) {
        const audience = platform.audiences.get(id)
        if (!audience || audience.calculateType !== undefined || !mapping.advertisers.includes(audience.advertiser))
          throw new Refusal(CODES.parameter, 'Parameter error: invalid audience ID')
      }
    return mapping
  }
  const applyMapping = ({ action, rows, ids }: Mapping, part: number, bytes: number): void => {
    const taken = ids.filter(({ row }) => row < Math.ceil(rows * part))
    for (const { id, audiences } of taken)
      for (const name of audiences) {
        if (action === 'add') platform.audiences.get(name)?.ids.add(id)
        else platform.audiences.get(name)?.ids.delete(id)
      }
    platform.onMapping({ action, rows, bytes, ids: taken.map(({ id }) => id) })
  }
  const shown = ({ id, name, calculateType, ids }: PlatformAudience): object => ({
    audience_id: id,
    name,
    audience_type: calculateType === undefined ? 'Partner Audience' : 'Customer File Audience',
    ...(calculateType === undefined ? {} : { calculate_type: calculateType }),
    cover_num: ids.size,
    is_valid: ids.size >= floor,
  })

  /** How each path works: checks at once, and gives what carries it out. */
  const routes: Record<string, (request: AudienceRequest, query: URLSearchParams) => Promise<(part: number) => object | void>> = {
    async 'POST segment/audience/'(request) {
      const read = AudienceBody.safeParse(jsonOf(request))
      if (!read.success) throw new Refusal(CODES.parameter, faultOf(read.error))
      const body = read.data
      mustOwn(body.advertiser_id)
      if (body.action === 'delete') {
        const { id } = find(body.advertiser_id, body.delete_audience_id)
        return () => {
          platform.audiences.delete(id)
        }
      }
      const { advertiser_id: advertiser, custom_audience_name: name } = body
      return () => ({ audience_id: make({ name, advertiser, ids: new Set() }).id })
    },
    async 'POST segment/mapping/'(request) {
      const mapping = checkMapping(jsonOf(request))
      return (part) => applyMapping(mapping, part, request.body.byteLength)
    },
    async 'GET dmp/custom_audience/list/'(_, query) {
      const advertiser = query.get('advertiser_id') ?? ''
      const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('page_size') ?? 10)]
      mustOwn(advertiser)
      if (!(size >= 1 && size <= 100)) throw new Refusal(CODES.parameter, 'page_size: Must be 1-100')
      const own = [...platform.audiences.values()].filter((audience) => audience.advertiser === advertiser)
      const list = own.slice((page - 1) * size, page * size).map(shown)
      const page_info = { page, page_size: size, total_number: own.length, total_page: Math.ceil(own.length / size) }
      return () => ({ list, page_info })
    },
    async 'POST dmp/custom_audience/file/upload/'(request) {
      const file = right(await readUpload(request.body, request.contentType))
      mustOwn(file.advertiser)
      return () => {
        const path = `file${String(++made).padStart(12, '0')}`
        files.set(path, file)
        return { file_path: path }
      }
    },
    async 'POST dmp/custom_audience/create/'(request) {
      const { advertiser_id: advertiser, calculate_type: calculateType, ...body } = right(readFileCreate(jsonOf(request)))
      const ids = idsOf(advertiser, calculateType, body.file_paths)
      const fault = tooFew(ids, floor)
      if (fault !== undefined) throw new Refusal(CODES.parameter, fault)
      return () => {
        platform.onMapping({ action: 'add', rows: ids.size, bytes: request.body.byteLength, ids: [...ids] })
        return { custom_audience_id: make({ name: body.custom_audience_name, advertiser, calculateType, ids: new Set(ids) }).id }
      }
    },
    async 'POST dmp/custom_audience/update/'(request) {
      const body = right(readFileUpdate(jsonOf(request)))
      const audience = find(body.advertiser_id, body.custom_audience_id)
      const { calculateType } = audience
      if (calculateType === undefined) throw new Refusal(CODES.parameter, 'custom_audience_id: not of a customer file')
      const told = body.file_paths && [...idsOf(audience.advertiser, calculateType, body.file_paths)]
      if (told) right<ReadonlySet<string>>(updated(audience.ids, new Set(told), body.action, floor))
      return (part) => {
        audience.name = body.custom_audience_name ?? audience.name
        if (!told) return {}
        const taken = told.slice(0, Math.ceil(told.length * part))
        const left = updated(audience.ids, new Set(taken), body.action, 0)
        if (typeof left !== 'string') audience.ids = new Set(left)
        const action = body.action === 'REMOVE' ? 'delete' : 'add'
        platform.onMapping({ action, rows: told.length, bytes: request.body.byteLength, ids: taken })
        return {}
      }
    },
    async 'POST dmp/custom_audience/delete/'(request) {
      const body = right(readDelete(jsonOf(request)))
      const found = body.custom_audience_ids.map((id) => find(body.advertiser_id, id))
      return () => found.forEach(({ id }) => platform.audiences.delete(id))
    },
  }

  const answer = async (request: AudienceRequest, part: number, times: number): Promise<object> => {
    const { pathname, searchParams } = new URL(request.path, 'http://platform.example')
    const route = pathname.startsWith(ROOT) ? routes[`${request.method} ${pathname.slice(ROOT.length)}`] : undefined
    if (!route) throw new Refusal(40400, 'no such path')
    if (platform.token === '' || request.token !== platform.token)
      throw new Refusal(CODES.token, 'Access token is incorrect or has been revoked')
    if (!platform.scopes.has('audience')) throw new Refusal(CODES.permission, 'No permission: the token lacks the scope')
    if (rate) {
      const now = Math.floor(rate.now() / 1000)
      if (now !== second) [second, inSecond] = [now, 0]
      if (++inSecond > rate.perSecond) throw new Refusal(CODES.rate, 'Too many requests')
    }
    if (request.body.byteLength > bytesMax && !pathname.endsWith('upload/'))
      throw new Refusal(CODES.parameter, 'request body is too large')
    const carryOut = await route(request, searchParams)
    let data: object | void = undefined
    for (let n = 0; n < times; n++) data = carryOut(part)
    return { code: 0, message: 'OK', data: data ?? {} }
  }

  const platform: TiktokAudiences = {
    token: options.token,
    scopes: new Set(['audience']),
    audiences: new Map(),
    troubles: [],
    fate: () => undefined,
    onMapping: () => undefined,
    refused: [],
    requests: 0,
    async handle(request) {
      const trouble = platform.troubles.shift() ?? platform.fate(request)
      const applied = trouble?.applied ?? (trouble?.answer === undefined ? 'all' : 'none')
      const times = { none: 0, part: 1, all: 1, twice: 2 }[applied]
      platform.requests++
      let body: object
      try {
        body = await answer(request, applied === 'part' ? 0.5 : 1, times)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (error.code === CODES.parameter || error.code === CODES.permission) platform.refused.push(error.message)
        // What is wrong is told before anything else can go wrong with it.
        return { status: 200, text: JSON.stringify({ code: error.code, message: error.message, request_id: 'r-1', data: {} }) }
      }
      if (trouble?.lateMs !== undefined) await new Promise((resolve) => setTimeout(resolve, trouble.lateMs))
      return spoilt(trouble?.answer, { ...body, request_id: `r-${platform.requests}` })
    },
  }
  return platform
}

function spoilt(answer: AudienceTrouble['answer'], body: object): AudienceAnswer {
  if (answer === undefined) return { status: 200, text: JSON.stringify(body) }
  if (answer === 'cut') return 'cut'
  if (answer === 'nonsense') return { status: 200, text: '<html>Bad gateway</html>' }
  if ('status' in answer) return { status: answer.status, text: JSON.stringify({ code: 50000, message: 'trouble' }) }
  return { status: 200, text: JSON.stringify({ code: answer.code, message: answer.message ?? 'trouble', request_id: 'r-0' }) }
}

function right<T extends object>(read: T | string): T {
  if (typeof read === 'string') throw new Refusal(CODES.parameter, read)
  return read
}

function jsonOf({ body, contentType }: AudienceRequest): unknown {
  if (!/^application\/json\b/.test(contentType)) throw new Refusal(CODES.parameter, 'Content-Type: must be application/json')
  try {
    return JSON.parse(Buffer.from(body).toString()) as unknown
  } catch {
    throw new Refusal(CODES.parameter, 'the body is no JSON')
  }
}
