// Usage: node bench.mjs DIRECTORY DOCUMENTS
// Times puts, gets, finds by flag, reading all, reopening and joining in the JavaScript original;
// prints one line of JSON, microseconds a call, for reading all and joining a document or entry.
// Blocks are kept in memory, which is kinder to JavaScript than the disk that the other side uses.
import { createOrbitDB, IPFSAccessController } from '@orbitdb/core'
import { openPeer } from './peer.mjs'

const [directory, count] = [process.argv[2], Number(process.argv[3])]
const document = i => ({ _id: `user-${i}`, username: `user ${i}`, email: `user${i}@example.org`, isActive: i % 10 === 0, score: i * 7 % 1000 })
const random = (() => {
  let seed = 42
  return bound => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % bound }
})()
const timed = async (times, work) => {
  const start = process.hrtime.bigint()
  for (let i = 0; i < times; i++) await work(i)
  return Number(process.hrtime.bigint() - start) / 1000 / times
}

const peer = await openPeer(directory, 'bench')
const options = { type: 'documents', sync: false, AccessController: IPFSAccessController({ write: ['*'] }) }
// what takes seconds a call is not repeated
const few = times => count > 1000 ? Math.max(2, Math.floor(times * 1000 / count)) : times
const warmUp = await peer.orbitdb.open('warm-up', options)
for (let i = 0; i < 300; i++) await warmUp.put(document(i))
await warmUp.all()
await warmUp.close()
let db = await peer.orbitdb.open('bench', options)
const putMicros = await timed(count, i => db.put(document(i)))
const getMicros = await timed(few(40), async () => {
  const i = random(count)
  const row = await db.get(`user-${i}`)
  if (row.value.username !== `user ${i}`) throw new Error(`wrong row for ${i}`)
})
const findMicros = await timed(few(10), async () => {
  const rows = await db.query(row => row.isActive)
  if (rows.length !== Math.ceil(count / 10)) throw new Error(`found ${rows.length}`)
})
const iterateMicros = await timed(few(5), async () => {
  const rows = await db.all()
  if (rows.length !== count) throw new Error(`found ${rows.length}`)
}) / count
const address = db.address
const [head] = await db.log.heads()
const reopenMicros = await timed(5, async () => {
  await db.close()
  db = await peer.orbitdb.open(address, options)
  if ((await db.log.heads()).length !== 1) throw new Error('no head')
})
const other = await createOrbitDB({ ipfs: peer.ipfs, id: 'other', directory: `${directory}-other` })
const copy = await other.open(address, options)
const joinMicros = await timed(1, () => copy.log.joinEntry(head)) / count
if ((await copy.all()).length !== count) throw new Error('joined too little')
await other.stop()
console.log(JSON.stringify({ putMicros, getMicros, findMicros, iterateMicros, reopenMicros, joinMicros }))
await peer.close()
