// The format of OrbitDB's password module: salt(16) nonce(12) AES-128-GCM ciphertext tag(16), the key
// by PBKDF2-HMAC-SHA256 with 32767 rounds. Unlike the module, every message has a nonce of its own.
import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'

export const passwordCipher = password => {
  const ownSalt = randomBytes(16)
  const keys = new Map()
  const key = salt => {
    const name = Buffer.from(salt).toString('hex')
    if (!keys.has(name)) keys.set(name, pbkdf2Sync(password, salt, 32767, 16, 'sha256'))
    return keys.get(name)
  }
  const encrypt = async plain => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-128-gcm', key(ownSalt), nonce)
    return Uint8Array.from(Buffer.concat([ownSalt, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
  }
  const decrypt = async bytes => {
    const sealed = Buffer.from(bytes)
    const decipher = createDecipheriv('aes-128-gcm', key(sealed.subarray(0, 16)), sealed.subarray(16, 28))
      .setAuthTag(sealed.subarray(-16))
    return Uint8Array.from(Buffer.concat([decipher.update(sealed.subarray(28, -16)), decipher.final()]))
  }
  return { encrypt, decrypt }
}

/** Both hooks, or one of them: 'data', 'replication' or 'data replication'. */
export const encryptionOf = mode =>
  Object.fromEntries(mode.split(' ').map(hook => [hook, passwordCipher(`password for ${hook}`)]))
