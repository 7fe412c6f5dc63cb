// Stack S7: OrbitDB 4.0.0 on newer libraries. Its twin is ../js/stack.mjs.
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import * as dagCbor from '@ipld/dag-cbor'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { gossipsub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import { mdns } from '@libp2p/mdns'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { preSharedKey } from '@libp2p/pnet'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { LevelBlockstore } from 'blockstore-level'
import { createHeliaLight } from 'helia'

export { mdns }
export { createOrbitDB, IPFSAccessController, OrbitDBAccessController } from '@orbitdb/core'
export { multiaddr } from '@multiformats/multiaddr'
export const keys = { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf }

/** Starts a node without public peers, with a swarm key in a private network; blocks are kept in the directory. */
export const startNode = async ({ directory, privateKey, swarmKey, listen, peerDiscovery, connectionManager, identifying, pubsub }) => {
  const blockstore = new LevelBlockstore(directory)
  await blockstore.open()
  const helia = withLibp2pLight(createHeliaLight({ blockstore, codecs: [dagCbor] }), {
    privateKey,
    addresses: { listen },
    peerDiscovery,
    connectionManager,
    transports: [tcp(), webSockets()],
    connectionProtector: swarmKey && preSharedKey({ psk: swarmKey }),
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(identifying), identifyPush: identifyPush(identifying), ping: ping(), pubsub: gossipsub(pubsub) }
  })
  const ipfs = await withBitswap(helia).start()
  const stop = async () => {
    await ipfs.stop()
    await blockstore.close()
  }
  return { ipfs, stop }
}
