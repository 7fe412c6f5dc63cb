// Moves an identity between the key store of @orbitdb/core and the text form that debros reads and
// writes (docs/reference/encryption.md). Needs nothing but Node.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'

const FORMAT = 'debros-identity/1'
const AUTHENTICATED = ['format', 'type', 'name', 'id', 'publicKey', 'hash', 'scrypt']
const hex = bytes => Buffer.from(bytes).toString('hex')
const unhex = text => Buffer.from(text, 'hex')

const derive = (scrypt, passphrase) => {
  const [N, r, p, salt] = scrypt.split(' ')
  return scryptSync(passphrase.normalize('NFC'), unhex(salt), 32, { N: +N, r: +r, p: +p, maxmem: 256 * N * r })
}
const associated = fields => Buffer.from(AUTHENTICATED.map(name => fields[name] + '\n').join(''))

/** Takes an identity of type publickey out of a key store. */
export const exportIdentity = async (keystore, name, identity, passphrase) => {
  const root = (await keystore.getKey(name)).raw
  const signing = (await keystore.getKey(identity.id)).raw
  const { type, id, publicKey, hash } = identity
  const fields = { format: FORMAT, type, name, id, publicKey, hash }
  if (!passphrase) return { ...fields, root: hex(root), signing: hex(signing) }
  fields.scrypt = `65536 8 2 ${hex(randomBytes(16))}`
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', derive(fields.scrypt, passphrase), nonce).setAAD(associated(fields))
  const sealed = Buffer.concat([nonce, cipher.update(root), cipher.update(signing), cipher.final(), cipher.getAuthTag()])
  return { ...fields, sealed: hex(sealed) }
}

/** Puts the keys of an exported identity into a key store; open OrbitDB with its `name` as `id`. */
export const importIdentity = async (keystore, fields, passphrase) => {
  if (fields.format !== FORMAT) throw new Error(`Not an exported identity: ${fields.format}`)
  let keys = unhex((fields.root ?? '') + (fields.signing ?? ''))
  if (fields.sealed) {
    const sealed = unhex(fields.sealed)
    const decipher = createDecipheriv('aes-256-gcm', derive(fields.scrypt, passphrase), sealed.subarray(0, 12))
      .setAAD(associated(fields)).setAuthTag(sealed.subarray(-16))
    keys = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
  }
  for (const [id, key] of [[fields.name, keys.subarray(0, 32)], [fields.id, keys.subarray(32)]]) {
    if (await keystore.hasKey(id) && hex((await keystore.getKey(id)).raw) !== hex(key)) {
      throw new Error(`The key store has another key for ${id}`)
    }
    await keystore.addKey(id, { privateKey: Uint8Array.from(key) })
  }
}
