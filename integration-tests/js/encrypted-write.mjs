// Usage: node encrypted-write.mjs DIRECTORY WRITTEN
// Writes encrypted databases, and hands over their blocks and what a reader has to show.
import { writeFileSync } from 'node:fs'
import { openPeer } from './peer.mjs'
import { encryptionOf } from './password-cipher.mjs'

const [directory, written] = process.argv.slice(2)
const peer = await openPeer(directory, 'javascript-writer')
const databases = []
for (const type of ['events', 'keyvalue']) {
  for (const mode of ['data', 'replication', 'data replication']) {
    const db = await peer.orbitdb.open(`${type} ${mode}`, { type, sync: false, encryption: encryptionOf(mode) })
    for (const [i, value] of ['eins', { zwei: [2, null] }, 3, 'vier'].entries()) {
      if (type === 'events') await db.add(value)
      else await db.put(`key ${i % 3}`, value)
    }
    databases.push({ type, mode, address: db.address, heads: (await db.log.heads()).map(head => head.hash), all: await db.all() })
  }
}
const blocks = []
for await (const pair of peer.blockstore.getAll()) {
  const chunks = []
  for await (const chunk of pair.bytes ?? [pair.block]) chunks.push(chunk)
  blocks.push(Buffer.concat(chunks).toString('hex'))
}
writeFileSync(written, JSON.stringify({ blocks, databases }))
await peer.close()
