// Usage: [PASSPHRASE=…] node export-identity.mjs DIRECTORY NAME CAR FILE
// Writes with an identity of an OrbitDB directory, hands over a CAR, and exports the identity.
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { writeCar } from './car-file.mjs'
import { exportIdentity } from './identity-file.mjs'
import { openPeer } from './peer.mjs'

const [directory, name, car, file] = process.argv.slice(2)
const peer = await openPeer(directory, basename(name))
const db = await peer.orbitdb.open('moved', { type: 'documents', sync: false })
await db.put({ _id: 'js-0', by: 'JavaScript' })
await writeCar(peer, db, car)
const { keystore, identity } = peer.orbitdb
writeFileSync(file, JSON.stringify(await exportIdentity(keystore, basename(name), identity, process.env.PASSPHRASE)))
await peer.close()
