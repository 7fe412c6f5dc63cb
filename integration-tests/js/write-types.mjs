// Usage: node write-types.mjs DIRECTORY CAR EXPECTED
// Writes a database of the type that the CAR is named by, keyvalue.car or events.car, and hands it
// over with what a reader has to show. Roots of the CAR: manifest, then heads.
import { createWriteStream, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CarWriter } from '@ipld/car'
import { CID } from 'multiformats/cid'
import { base58btc } from 'multiformats/bases/base58'
import { openPeer } from './peer.mjs'
import { shownOf } from './shown.mjs'

const [directory, car, expected] = process.argv.slice(2)
const type = basename(car, '.car')
const peer = await openPeer(directory, 'javascript-writer')
const db = await peer.orbitdb.open(`${type} by JavaScript`, { type, sync: false })
const values = [1, 'zwei', { x: [1, 2.5] }, null, false, 0, '', ['a', null], -7]

if (type === 'keyvalue') {
  for (let i = 0; i < 120; i++) await db.put(`key ${i % 50} ü`, values[i % values.length])
  for (let i = 0; i < 50; i += 10) await db.del(`key ${i} ü`)
  await db.del('never put')
} else {
  for (let i = 0; i < 120; i++) await db.add(values[i % values.length])
}

const heads = await db.log.heads()
const roots = [db.address.replace('/orbitdb/', ''), ...heads.map(head => head.hash)].map(hash => CID.parse(hash, base58btc))
const { writer, out } = CarWriter.create(roots)
const written = pipeline(Readable.from(out), createWriteStream(car))
for await (const pair of peer.blockstore.getAll()) {
  const chunks = []
  for await (const chunk of pair.bytes ?? [pair.block]) chunks.push(chunk)
  // the store forgets the codec; everything of OrbitDB is dag-cbor
  await writer.put({ cid: CID.createV1(0x71, pair.cid.multihash), bytes: Buffer.concat(chunks) })
}
await writer.close()
await written

writeFileSync(expected, JSON.stringify(await shownOf(db)))
await peer.close()
