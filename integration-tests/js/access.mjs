// Usage: node access.mjs WHAT ID DIRECTORY CAR-IN CAR-OUT SHOWN
// A database whose list of writers can change, as JavaScript sees it. Takes in CAR-IN,
// does something, hands over CAR-OUT (roots: manifest, then heads) and writes down what it has.
//   identity   nothing, to learn who writes here
//   create     makes the database (there is no CAR-IN), grants ID the right to write, and writes
//   write      writes
//   revoke     takes the right to write from ID
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CarReader, CarWriter } from '@ipld/car'
import { Entry, OrbitDBAccessController } from '@orbitdb/core'
import { CID } from 'multiformats/cid'
import { base58btc } from 'multiformats/bases/base58'
import { openPeer } from './peer.mjs'

const [what, id, directory, carIn, carOut, shown] = process.argv.slice(2)
const peer = await openPeer(directory, 'javascript')
const result = { identity: peer.orbitdb.identity.id }
if (what !== 'identity') await run()
writeFileSync(shown, JSON.stringify(result))
await peer.close()

async function run () {
  const db = what === 'create' ? await create() : await read()
  if (what === 'create') await db.access.grant('write', id)
  if (what === 'revoke') await db.access.revoke('write', id)
  if (what !== 'revoke') {
    try {
      await db.put({ _id: `js-${(await db.all()).length}`, by: 'JavaScript' })
    } catch (error) {
      result.refused = error.message
    }
  }
  result.address = db.address
  result.list = db.access.address
  result.capabilities = Object.fromEntries(
    Object.entries(await db.access.capabilities()).map(([name, ids]) => [name, [...ids]]))
  result.log = (await db.log.values()).map(entry => entry.hash)
  await write(db)
}

async function create () {
  return peer.orbitdb.open('shared', { type: 'documents', sync: false, AccessController: OrbitDBAccessController() })
}

async function read () {
  const reader = await CarReader.fromIterable(createReadStream(carIn))
  const entries = []
  for await (const { cid, bytes } of reader.blocks()) {
    await peer.blockstore.put(cid, bytes)
    const entry = await Entry.decode(bytes)
    if (entry.payload && entry.sig) entries.push(entry)
  }
  const [manifest, ...heads] = await reader.getRoots()
  const db = await peer.orbitdb.open(`/orbitdb/${manifest.toString(base58btc)}`, { sync: false })
  // the list first: it says whose entries are taken
  const list = await peer.orbitdb.open(db.access.address)
  for (const entry of entries.filter(entry => entry.id === list.address)) await list.log.joinEntry(entry)
  for (const head of heads) {
    await db.log.joinEntry(entries.find(entry => entry.hash === head.toString(base58btc)))
  }
  return db
}

async function write (db) {
  const heads = await db.log.heads()
  const roots = [db.address.replace('/orbitdb/', ''), ...heads.map(head => head.hash)].map(hash => CID.parse(hash, base58btc))
  const { writer, out } = CarWriter.create(roots)
  const written = pipeline(Readable.from(out), createWriteStream(carOut))
  for await (const pair of peer.blockstore.getAll()) {
    const chunks = []
    for await (const chunk of pair.bytes ?? [pair.block]) chunks.push(chunk)
    await writer.put({ cid: CID.createV1(0x71, pair.cid.multihash), bytes: Buffer.concat(chunks) })
  }
  await writer.close()
  await written
}
