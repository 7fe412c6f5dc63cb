// Stack S6: the libraries that OrbitDB 4.0.0 is developed against. Its twin is ../js-s7/stack.mjs.
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { bitswap } from '@helia/block-brokers'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { gossipsub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import { mdns } from '@libp2p/mdns'
import { ping } from '@libp2p/ping'
import { preSharedKey } from '@libp2p/pnet'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { LevelBlockstore } from 'blockstore-level'
import { createHelia } from 'helia'
import { createLibp2p } from 'libp2p'

export { mdns }
export { createOrbitDB, IPFSAccessController, OrbitDBAccessController } from '@orbitdb/core'
export { multiaddr } from '@multiformats/multiaddr'
export const keys = { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf }

/** Starts a node without public peers, with a swarm key in a private network; blocks are kept in the directory. */
export const startNode = async ({ directory, privateKey, swarmKey, listen, peerDiscovery, connectionManager, identifying, pubsub }) => {
  const blockstore = new LevelBlockstore(directory)
  await blockstore.open()
  const libp2p = await createLibp2p({
    privateKey,
    start: false,
    addresses: { listen },
    peerDiscovery,
    connectionManager,
    transports: [tcp(), webSockets()],
    connectionProtector: swarmKey && preSharedKey({ psk: swarmKey }),
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(identifying), identifyPush: identifyPush(identifying), ping: ping(), pubsub: gossipsub(pubsub) }
  })
  const ipfs = await createHelia({ libp2p, blockstore, blockBrokers: [bitswap()], routers: [] })
  const stop = async () => {
    await ipfs.stop()
    await blockstore.close()
  }
  return { ipfs, stop }
}
