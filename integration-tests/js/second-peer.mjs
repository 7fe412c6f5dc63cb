// Usage: node second-peer.mjs MULTIADDR DATABASE [DOCUMENT]
// Connects to a node, opens a database by its address, puts a document (JSON) if one is given,
// prints all documents, and then each one that is written, here or there. Ctrl-C ends it.
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { bitswap } from '@helia/block-brokers'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createOrbitDB } from '@orbitdb/core'
import { LevelBlockstore } from 'blockstore-level'
import { createHelia } from 'helia'
import { createLibp2p } from 'libp2p'

const [node, database, document] = process.argv.slice(2)
const blockstore = new LevelBlockstore('data/second-peer/blocks')
await blockstore.open()
const libp2p = await createLibp2p({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) }
})
const ipfs = await createHelia({ libp2p, blockstore, blockBrokers: [bitswap()], routers: [] })
const orbitdb = await createOrbitDB({ ipfs, id: 'second-peer', directory: 'data/second-peer/orbitdb' })

await libp2p.dial(multiaddr(node)) // before opening: the database's manifest comes from there
const db = await orbitdb.open(database)
const joined = new Promise(resolve => db.events.once('join', resolve))
db.events.on('error', error => console.error(error))
await joined
db.events.on('update', ({ payload: { op, key, value } }) => console.log(op, key, JSON.stringify(value)))
if (document) await db.put(JSON.parse(document))
for (const { value } of await db.all()) console.log(JSON.stringify(value))

process.on('SIGINT', async () => {
  await orbitdb.stop()
  await ipfs.stop()
  await blockstore.close()
  process.exit(0)
})
