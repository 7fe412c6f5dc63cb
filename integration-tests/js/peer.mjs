// An OrbitDB node without a network: what the tests need to read and write logs as JavaScript does.
import { createHelia } from 'helia'
import { createLibp2p } from 'libp2p'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import { createOrbitDB } from '@orbitdb/core'

// A list of writers always syncs; this is a topic that nobody else listens to.
const silence = () => ({
  addEventListener () {}, removeEventListener () {}, subscribe () {}, unsubscribe () {}, publish () {}
})

export const openPeer = async (directory, id) => {
  const blockstore = new MemoryBlockstore()
  const libp2p = await createLibp2p({ start: false, addresses: { listen: [] }, services: { pubsub: silence } })
  const ipfs = await createHelia({
    libp2p, blockstore, datastore: new MemoryDatastore(), blockBrokers: [], routers: [], start: false
  })
  const orbitdb = await createOrbitDB({ ipfs, id, directory })
  const close = async () => {
    await orbitdb.stop()
    await ipfs.stop()
  }
  return { orbitdb, ipfs, blockstore, close }
}
