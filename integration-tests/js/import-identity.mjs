// Usage: [PASSPHRASE=…] node import-identity.mjs DIRECTORY FILE CAR SHOWN
// Imports an identity into the key store of an OrbitDB directory, writes with it, hands over a CAR.
import { readFileSync, writeFileSync } from 'node:fs'
import { KeyStore } from '@orbitdb/core'
import { writeCar } from './car-file.mjs'
import { importIdentity } from './identity-file.mjs'
import { openPeer } from './peer.mjs'

const [directory, file, car, shown] = process.argv.slice(2)
const fields = JSON.parse(readFileSync(file))
const keystore = await KeyStore({ path: `${directory}/keystore` })
await importIdentity(keystore, fields, process.env.PASSPHRASE)
await keystore.close()

const peer = await openPeer(directory, fields.name)
const db = await peer.orbitdb.open('moved', { type: 'documents', sync: false })
for (let i = 0; i < 3; i++) await db.put({ _id: `js-${i}`, by: 'JavaScript' })
await writeCar(peer, db, car)
const entries = await db.log.values()
writeFileSync(shown, JSON.stringify({
  address: db.address,
  identity: peer.orbitdb.identity.hash,
  writers: entries.map(entry => entry.identity),
  keys: entries.map(entry => entry.key)
}))
await peer.close()
