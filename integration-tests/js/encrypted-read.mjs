// Usage: node encrypted-read.mjs DIRECTORY WRITTEN SHOWN
// Joins the heads of encrypted databases whose blocks it is given, and writes down what they show.
import { readFileSync, writeFileSync } from 'node:fs'
import { Entry } from '@orbitdb/core'
import { CID } from 'multiformats/cid'
import { base58btc } from 'multiformats/bases/base58'
import { sha256 } from 'multiformats/hashes/sha2'
import { openPeer } from './peer.mjs'
import { encryptionOf } from './password-cipher.mjs'

const [directory, written, shown] = process.argv.slice(2)
const { blocks, databases } = JSON.parse(readFileSync(written))
const peer = await openPeer(directory, 'javascript-reader')
const byHash = new Map()
for (const hex of blocks) {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  const cid = CID.createV1(0x71, await sha256.digest(bytes))
  await peer.blockstore.put(cid, bytes)
  byHash.set(cid.toString(base58btc), bytes)
}
const result = []
for (const { mode, address, heads } of databases) {
  const encryption = encryptionOf(mode)
  const db = await peer.orbitdb.open(address, { sync: false, encryption })
  for (const head of heads) {
    await db.log.joinEntry(await Entry.decode(byHash.get(head), encryption.replication?.decrypt, encryption.data?.decrypt))
  }
  result.push({ type: db.type, mode, address: db.address, all: await db.all() })
}
writeFileSync(shown, JSON.stringify(result))
await peer.close()
