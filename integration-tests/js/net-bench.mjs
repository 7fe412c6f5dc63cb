// Usage: node net-bench.mjs DIRECTORY LIVE LATE [MORE]   in the directory of a stack: ../js or ../js-s7
// How fast are two JavaScript peers, each a process of its own, on loopback? LIVE documents are
// written while both are connected, by one and then by both; LATE documents are there before the
// second opens their database: once, and again when both have done that for half a minute; then MORE,
// if given. At the end: how much memory of the first grows with connected peers and idle databases.
// Prints a line of JSON; a result that is not right is an error.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const [directory, live, late, more] = [process.argv[2], ...process.argv.slice(3).map(Number)]
const LENGTH = 200 // characters of text in a document
const PACED = 200 // documents, one each 25 ms, whose latency is measured
const GUESTS = 6 // peers that connect to see what each takes
const IDLE = 20 // databases that are opened to see what each takes
const WARM_UP = 30 // seconds of late joins, writing included, before those that are given as warm
const AGAIN = 4 // late joins when the code is warm, of which the median is given
const MORE_AGAIN = 3 // the same of the larger ones
const REST = 1000 // milliseconds between the last write and a late join that is measured
const LIMIT = 1800 // seconds for any one step

const startPeer = async name => {
  const script = fileURLToPath(new URL('net-peer.mjs', import.meta.url))
  const settings = JSON.stringify({ id: name })
  const child = spawn(process.execPath, ['--expose-gc', script, join(directory, name), settings], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map()
  const answered = id => new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  createInterface({ input: child.stdout }).on('line', line => {
    const { id, value, error } = JSON.parse(line)
    if (error) waiting.get(id).reject(new Error(`${name}: ${error}`))
    else waiting.get(id).resolve(value)
    waiting.delete(id)
  })
  child.on('exit', code => waiting.forEach(({ reject }) => reject(new Error(`${name} ended with ${code}`))))
  let last = 0
  const run = (what, rest = {}) => {
    const id = ++last
    child.stdin.write(JSON.stringify({ id, do: what, ...rest }) + '\n')
    return answered(id)
  }
  return { run, ...await answered(0) }
}

const seconds = async work => {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e9
}

const converged = async (db, count) => {
  const limit = Date.now() + LIMIT * 1000
  for (;;) {
    const [ours, theirs] = await Promise.all(peers.map(peer => peer.run('heads', { db })))
    if (ours.length > 0 && ours.join() === theirs.join()) break
    if (Date.now() > limit) throw new Error(`not converged after ${LIMIT} s`)
    await delay(5)
  }
  return async () => {
    const states = await Promise.all(peers.map(peer => peer.run('state', { db })))
    for (const state of states) {
      if (state.count !== count || state.digest !== states[0].digest) throw new Error(`wrong log: ${JSON.stringify(states)}`)
    }
  }
}

const write = (peer, db, prefix, count, everyMillis) => peer.run('putMany', { db, prefix, count, length: LENGTH, everyMillis })

const peers = await Promise.all(['first', 'second'].map(startPeer))
const [first, second] = peers
await second.run('dial', { address: first.addresses[0] })

const { address: db } = await first.run('open', { name: 'live', type: 'documents' })
await second.run('open', { address: db })
for (const peer of peers) await peer.run('waitFor', { db, subscribers: 1, joined: 1 })
for (const peer of peers) await write(peer, db, `warm-up of ${peer.peerId}`, 100)
await (await converged(db, 200))()
await second.run('latencies', { db })

await write(first, db, 'paced', PACED, 25)
await (await converged(db, 200 + PACED))()
const latencies = (await second.run('latencies', { db })).sort((a, b) => a - b)
if (latencies.length !== PACED) throw new Error(`${latencies.length} of ${PACED} seen`)

let right
const oneWay = await seconds(async () => {
  await write(first, db, 'one-way', live)
  right = await converged(db, 200 + PACED + live)
})
await right()
const each = Math.floor(live / 2)
const bothWays = await seconds(async () => {
  await Promise.all(peers.map(peer => write(peer, db, `both-ways of ${peer.peerId}`, each)))
  right = await converged(db, 200 + PACED + live + 2 * each)
})
await right()

const lateJoin = async (name, count, rest = REST) => {
  const { address: old } = await first.run('open', { name, type: 'documents' })
  await write(first, old, 'late', count)
  await delay(rest)
  const taken = await seconds(async () => {
    await second.run('open', { address: old })
    right = await converged(old, count)
  })
  await right()
  return taken
}
const median = async (name, count, rounds) => {
  const taken = []
  for (let round = 0; round < rounds; round++) taken.push(await lateJoin(`${name} ${round}`, count))
  taken.sort((a, b) => a - b)
  return (taken[Math.floor((rounds - 1) / 2)] + taken[Math.floor(rounds / 2)]) / 2
}
const warmUp = async () => {
  const end = Date.now() + WARM_UP * 1000
  for (let round = 0; Date.now() < end; round++) await lateJoin(`warm-up ${round}`, late, 0)
}
const lateJoinSeconds = await lateJoin('late', late)
await warmUp()
const lateJoins = {
  lateJoinSeconds,
  lateJoinWarmSeconds: await median('late warm', late, AGAIN),
  ...(more > 0 && { lateJoinMoreWarmSeconds: await median('late more', more, MORE_AGAIN) })
}

const memory = await Promise.all(peers.map(peer => peer.run('memory')))
const used = async () => {
  let seen
  for (let round = 0; round < 3; round++) {
    await delay(1000) // what ends a little later
    seen = await first.run('memory')
  }
  return seen.heapUsed + seen.external
}
const guests = []
for (let number = 0; number < GUESTS; number++) {
  guests.push(await startPeer(`guest${number}`))
  await guests[number].run('dial', { address: first.addresses[0] })
}
const together = await used()
await Promise.all(guests.map(guest => guest.run('stop')))
const alone = await used()
for (let number = 0; number < IDLE; number++) await first.run('open', { name: `idle ${number}`, type: 'documents' })
const withIdle = await used()

const errors = (await Promise.all(peers.map(peer => peer.run('errors')))).flat()
console.log(JSON.stringify({
  oneWayPerSecond: live / oneWay,
  bothWaysPerSecond: 2 * each / bothWays,
  lateDocuments: late,
  ...lateJoins,
  visibleMedianMillis: latencies[PACED / 2] / 1000,
  visible99thMillis: latencies[Math.floor(PACED * 0.99)] / 1000,
  peerKilobytes: (together - alone) / GUESTS / 1e3,
  idleDatabaseKilobytes: (withIdle - alone) / IDLE / 1e3,
  residentMegabytes: memory.map(({ rss }) => rss / 1e6),
  heapMegabytes: memory.map(({ heapUsed }) => heapUsed / 1e6),
  errors
}))
await Promise.all(peers.map(peer => peer.run('stop')))
