// Usage: node net-peer.mjs DIRECTORY [SETTINGS]     in the directory of a stack: ../js or ../js-s7
// An OrbitDB peer on loopback that does what it is told: a line of JSON on standard input,
// {"id":1,"do":"put",...}, is answered by one on standard output, {"id":1,"value":...} or
// {"id":1,"error":"..."}, in the order in which things are done. It ends with standard input.
// SETTINGS, in JSON: id (of the identity), listen (multiaddrs), connectionManager (of libp2p),
// swarmKeyFile (of a private network), mdns (whether to look for peers, and be found).
// What is kept in DIRECTORY survives a restart: the peer's key, its identity, blocks and logs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { openDatabases } from './net-databases.mjs'

const answer = (id, rest) => process.stdout.write(JSON.stringify({ id, ...rest }) + '\n')
const errors = []
const failed = (where, error) => {
  errors.push(`${where}: ${error?.message ?? error}`)
  process.stderr.write(`${where}: ${error?.stack ?? error}\n`)
}
process.on('unhandledRejection', error => failed('unhandled rejection', error))
process.on('uncaughtException', error => failed('uncaught exception', error))
// OrbitDB reports a join that failed here and nowhere else
console.error = error => failed('console', error)
console.log = console.info = text => process.stderr.write(`${text}\n`)

const [directory, settings] = [resolve(process.argv[2]), JSON.parse(process.argv[3] ?? '{}')]
const stack = await import(pathToFileURL(resolve('stack.mjs')))
mkdirSync(directory, { recursive: true })
// milliseconds, for slow machines; libp2p gives up after 5 or 10 seconds
const patience = 60_000
const discovered = new Set()
const discovery = components => {
  const mdns = stack.mdns({ interval: 1000 })(components)
  mdns.addEventListener('peer', ({ detail: { id } }) => discovered.add(String(id)))
  return mdns
}
const node = await stack.startNode({
  directory: join(directory, 'blocks'),
  privateKey: await privateKey(join(directory, 'peer-key')),
  swarmKey: settings.swarmKeyFile && readFileSync(settings.swarmKeyFile),
  listen: settings.listen ?? ['/ip4/127.0.0.1/tcp/0'],
  peerDiscovery: settings.mdns ? [discovery] : [],
  connectionManager: {
    dialTimeout: patience,
    addressDialTimeout: patience,
    inboundUpgradeTimeout: patience,
    inboundStreamProtocolNegotiationTimeout: patience,
    outboundStreamProtocolNegotiationTimeout: patience,
    ...settings.connectionManager
  },
  identifying: { timeout: patience },
  // all peers of a test share one IP address
  pubsub: { allowPublishToZeroTopicPeers: true, scoreParams: { IPColocationFactorWeight: 0 } }
})
const libp2p = node.ipfs.libp2p
const orbitdb = await stack.createOrbitDB({ ipfs: node.ipfs, id: settings.id ?? 'javascript', directory: join(directory, 'orbitdb') })
const databases = openDatabases({ orbitdb, libp2p, stack, failed })

const commands = {
  ...databases.commands,
  info: () => ({ peerId: String(libp2p.peerId), addresses: libp2p.getMultiaddrs().map(String), identity: orbitdb.identity.id }),
  dial: async ({ address }) => String((await libp2p.dial(stack.multiaddr(address))).remotePeer),
  hangUp: async ({ peer }) => {
    const remote = libp2p.getPeers().find(other => String(other) === peer)
    if (remote) await libp2p.hangUp(remote)
  },
  peers: () => libp2p.getPeers().map(String),
  discovered: () => [...discovered],
  errors: () => errors,
  memory: () => {
    globalThis.gc?.()
    return process.memoryUsage()
  },
  stop: () => stop()
}

let stopping
function stop () {
  setTimeout(() => process.exit(1), 50_000).unref()
  stopping ??= orbitdb.stop().then(() => node.stop())
  return stopping
}

async function handle (line) {
  const { id, do: name, ...rest } = JSON.parse(line)
  try {
    if (!Object.hasOwn(commands, name)) throw new Error(`unknown command: ${name}`)
    answer(id, { value: await commands[name](rest) ?? null })
  } catch (error) {
    answer(id, { error: `${error.name}: ${error.message}` })
  }
  if (name === 'stop') process.exit(0)
}

async function privateKey (file) {
  if (existsSync(file)) return stack.keys.privateKeyFromProtobuf(readFileSync(file))
  const key = await stack.keys.generateKeyPair('Ed25519')
  writeFileSync(file, stack.keys.privateKeyToProtobuf(key), { mode: 0o600 })
  return key
}

const input = createInterface({ input: process.stdin })
input.on('line', handle)
input.on('close', () => stop().catch(error => failed('stop', error)).then(() => process.exit(0)))
answer(0, { value: commands.info() })
