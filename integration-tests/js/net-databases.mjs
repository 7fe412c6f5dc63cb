// The databases of a peer and what it can be told to do with them; see net-peer.mjs.
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

// monotonic, and the same in all processes of a machine
const micros = () => Number(process.hrtime.bigint() / 1000n)

export const openDatabases = ({ orbitdb, libp2p, stack, failed }) => {
  const opened = new Map()

  libp2p.addEventListener('peer:disconnect', ({ detail: peer }) => {
    for (const { joined } of opened.values()) joined.delete(String(peer))
  })

  const find = address => {
    const found = opened.get(address)
    if (!found) throw new Error(`not open: ${address}`)
    return found
  }

  const watch = db => {
    const kept = { db, joined: new Set(), latencies: [], heads: null, state: null }
    db.events.on('error', error => failed(db.address, error))
    db.events.on('join', peer => kept.joined.add(String(peer)))
    db.access.events?.on('error', error => failed(db.access.address, error))
    db.events.on('update', ({ identity, payload: { value } }) => {
      if (identity !== orbitdb.identity.hash && value?.at) kept.latencies.push(micros() - value.at)
    })
    opened.set(db.address, kept)
  }

  const open = async ({ address, name, type, access, write }) => {
    const options = address ? {} : { type, AccessController: accessController(access, write) }
    const db = await orbitdb.open(address ?? name, options)
    if (!opened.has(db.address)) watch(db)
    return { address: db.address, name: db.name, type: db.type, access: db.access.address }
  }

  const accessController = (access = 'ipfs', write) => access === 'orbitdb'
    ? stack.OrbitDBAccessController({ write })
    : stack.IPFSAccessController({ write: write ?? ['*'] })

  const put = async (db, { key, value }) => {
    if (db.type === 'events') return db.add(value)
    return db.type === 'documents' ? db.put({ ...value, _id: key }) : db.put(key, value)
  }

  // documents of about `length` characters, stamped with the time at which each is put
  const putMany = async (db, { count, prefix = 'document', length = 0, everyMillis = 0 }) => {
    let hash
    for (let i = 0; i < count; i++) {
      hash = await put(db, { key: `${prefix}-${i}`, value: { i, text: 'x'.repeat(length), at: micros() } })
      if (everyMillis > 0) await delay(everyMillis)
    }
    return hash
  }

  const headsOf = async db => (await db.log.heads()).map(head => head.hash).sort()

  // The digest is SHA-256 over the sorted hashes of all entries, a line feed between two.
  const stateOf = async kept => {
    const heads = await headsOf(kept.db)
    if (kept.heads !== heads.join()) {
      const hashes = []
      for await (const entry of kept.db.log.iterator()) hashes.push(entry.hash)
      const digest = createHash('sha256').update(hashes.sort().join('\n')).digest('hex')
      Object.assign(kept, { heads: heads.join(), state: { digest, count: hashes.length, heads } })
    }
    return kept.state
  }

  // What is not yet as wanted, in words; nothing if all is.
  const lacking = async (kept, { count, digest, heads, subscribers, joined, writer, stranger }) => {
    const { db } = kept
    const different = (what, has, wanted) => has !== wanted && `${what} is ${has}, wanted ${wanted}`
    const fewer = (what, has, wanted) => has < wanted && `${what} is ${has}, wanted at least ${wanted}`
    return (subscribers !== undefined && fewer('subscribers', libp2p.services.pubsub.getSubscribers(db.address).length, subscribers)) ||
      (joined !== undefined && fewer('joined', kept.joined.size, joined)) ||
      (writer !== undefined && !(await db.access.get('write')).has(writer) && `${writer} may not write`) ||
      (stranger !== undefined && (await db.access.get('write')).has(stranger) && `${stranger} may still write`) ||
      (heads !== undefined && different('heads', (await headsOf(db)).join(), [...heads].sort().join())) ||
      (count !== undefined && different('count', (await stateOf(kept)).count, count)) ||
      (digest !== undefined && different('digest', (await stateOf(kept)).digest, digest))
  }

  const waitFor = async ({ db, seconds = 30, ...wanted }) => {
    const kept = find(db)
    const limit = Date.now() + seconds * 1000
    for (;;) {
      const start = Date.now()
      const missing = await lacking(kept, wanted)
      if (!missing) return
      if (Date.now() > limit) throw new Error(`${missing}, after ${seconds} s`)
      // reading a long log is slow, and shall not be all that is done
      await delay(Math.max(10, 2 * (Date.now() - start)))
    }
  }

  const close = async ({ db }) => {
    const kept = find(db)
    opened.delete(db)
    await kept.db.close()
  }

  return {
    commands: {
      open,
      close,
      waitFor,
      put: ({ db, ...what }) => put(find(db).db, what),
      putMany: ({ db, ...what }) => putMany(find(db).db, what),
      add: ({ db, value }) => find(db).db.add(value),
      del: ({ db, key }) => find(db).db.del(key),
      get: async ({ db, key }) => {
        const row = await find(db).db.get(key)
        return find(db).db.type === 'documents' ? row?.value : row
      },
      all: ({ db }) => find(db).db.all(),
      grant: ({ db, capability = 'write', to }) => find(db).db.access.grant(capability, to),
      revoke: ({ db, capability = 'write', from }) => find(db).db.access.revoke(capability, from),
      heads: ({ db }) => headsOf(find(db).db),
      state: ({ db }) => stateOf(find(db)),
      values: async ({ db }) => (await find(db).db.log.values()).map(entry => entry.hash),
      latencies: ({ db }) => find(db).latencies.splice(0)
    }
  }
}
