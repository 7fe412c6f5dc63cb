// Usage: node write.mjs DIRECTORY CAR EXPECTED
// Writes 1,000 documents with overwrites and deletes, hands over a CAR (roots: manifest, then heads)
// and what a reader has to show.
import { writeFileSync } from 'node:fs'
import { writeCar } from './car-file.mjs'
import { openPeer } from './peer.mjs'

const [directory, car, expected] = process.argv.slice(2)
const peer = await openPeer(directory, 'javascript-writer')
const db = await peer.orbitdb.open('interop', { type: 'documents', sync: false })

for (let i = 0; i < 1000; i++) {
  await db.put({ _id: `doc-${i}`, title: `Document ${i} – ünïcødé`, n: i, half: i + 0.5, tags: ['a', `t${i % 7}`], nested: { even: i % 2 === 0, none: null } })
}
for (let i = 0; i < 1000; i += 10) await db.put({ _id: `doc-${i}`, title: 'overwritten', n: -i })
for (let i = 5; i < 1000; i += 50) await db.del(`doc-${i}`)

const heads = await writeCar(peer, db, car)
const values = await db.log.values()
writeFileSync(expected, JSON.stringify({
  address: db.address,
  heads: heads.map(head => head.hash),
  log: values.map(entry => entry.hash),
  documents: await db.all()
}))
await peer.close()
