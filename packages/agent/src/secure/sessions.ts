/** TLS sessions that an agent keeps, so that its next connection to the same origin needs no full handshake (RFC 8446 section 2.2, RFC 5077). */

/** Sessions kept by an agent. Source: Node's `maxCachedSessions`. */
export const DEFAULT_MAX_CACHED_SESSIONS = 100

/** Sessions by key, and the keys in the order of their first session. */
export interface SessionCache {
  map: Record<string, Buffer>
  list: string[]
}

/** An object that keeps sessions: an HttpsAgent, or that of {@link newSessionKeeper}. The names are Node's. */
export interface SessionKeeper {
  maxCachedSessions: number
  _sessionCache: SessionCache
  _getSession(key: string): Buffer | undefined
  _cacheSession(key: string, session: Buffer): void
  _evictSession(key: string): void
}

export function newSessionCache(): SessionCache {
  return { map: {}, list: [] }
}

/** Returns the session that was kept last for `key`. */
export function getSession({ _sessionCache: { map } }: SessionKeeper, key: string): Buffer | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** Keeps `session` for `key`, in the place of the oldest key if there is no room. */
export function cacheSession({ _sessionCache: { map, list }, maxCachedSessions }: SessionKeeper, key: string, session: Buffer): void {
  if (maxCachedSessions === 0) return
  if (!Object.hasOwn(map, key)) {
    if (list.length >= maxCachedSessions) {
      const oldest = list.shift()
      if (oldest !== undefined) delete map[oldest]
    }
    list.push(key)
  }
  map[key] = session
}

/** Forgets the session of `key`. */
export function evictSession({ _sessionCache: { map, list } }: SessionKeeper, key: string): void {
  const index = list.indexOf(key)
  if (index === -1) return
  list.splice(index, 1)
  delete map[key]
}

/** Returns a keeper for an agent without these members: an Agent with `protocol: 'https:'`. */
export function newSessionKeeper(): SessionKeeper {
  return {
    maxCachedSessions: DEFAULT_MAX_CACHED_SESSIONS,
    _sessionCache: newSessionCache(),
    _getSession(key) {
      return getSession(this, key)
    },
    _cacheSession(key, session) {
      cacheSession(this, key, session)
    },
    _evictSession(key) {
      evictSession(this, key)
    },
  }
}
