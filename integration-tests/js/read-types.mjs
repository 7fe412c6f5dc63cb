// Usage: node read-types.mjs DIRECTORY CAR SHOWN
// Opens the database of a CAR (roots: manifest, then heads), whatever its type, and writes down
// what it shows.
import { createReadStream, writeFileSync } from 'node:fs'
import { CarReader } from '@ipld/car'
import { Entry } from '@orbitdb/core'
import { base58btc } from 'multiformats/bases/base58'
import { openPeer } from './peer.mjs'
import { shownOf } from './shown.mjs'

const [directory, car, shown] = process.argv.slice(2)
const peer = await openPeer(directory, 'javascript-reader')
const reader = await CarReader.fromIterable(createReadStream(car))
for await (const { cid, bytes } of reader.blocks()) await peer.blockstore.put(cid, bytes)
const [manifest, ...heads] = await reader.getRoots()

const db = await peer.orbitdb.open(`/orbitdb/${manifest.toString(base58btc)}`, { sync: false })
for (const head of heads) {
  const block = await reader.get(head)
  await db.log.joinEntry(await Entry.decode(block.bytes))
}
writeFileSync(shown, JSON.stringify(await shownOf(db)))
await peer.close()
