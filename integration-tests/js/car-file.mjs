// Hands a database over as a CAR. Roots: manifest, then heads.
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CarWriter } from '@ipld/car'
import { CID } from 'multiformats/cid'
import { base58btc } from 'multiformats/bases/base58'

export const writeCar = async (peer, db, car) => {
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
  return heads
}
