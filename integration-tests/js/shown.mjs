// What a database shows, in a form that the tests compare.
export const shownOf = async db => {
  const log = await db.log.values()
  const shown = {
    address: db.address,
    name: db.name,
    type: db.type,
    heads: (await db.log.heads()).map(head => head.hash),
    log: log.map(entry => entry.hash),
    all: await db.all(),
    iterator: []
  }
  for await (const row of db.iterator({ amount: 7 })) shown.iterator.push(row)
  if (db.type === 'events') {
    shown.range = []
    const [gt, lte] = [log[3].hash, log[Math.min(40, log.length - 1)].hash]
    for await (const row of db.iterator({ gt, lte })) shown.range.push(row)
    shown.nearest = []
    for await (const row of db.iterator({ gt, amount: 3 })) shown.nearest.push(row)
  }
  return shown
}
