// A real OpenID provider (npm oidc-provider) on a free port of this machine; tells its address in one line.
// Argument: where the package's own main module is. It signs access tokens as JWTs for api://triage.
//
// The desktop's client is public and native, with PKCE and rotating refresh tokens; people sign in by the provider's
// own forms with any password. POST /_tests/rotate gives it new keys and keeps the old ones as Entra ID does for a
// while; POST /_tests/forget ends every session and grant of a person, as an administrator would.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'

const main = pathToFileURL(process.argv[2])
const { default: Provider } = await import(main)
const { createMemoryAdapter } = await import(new URL('./adapters/memory_adapter.js', main))
const adapter = createMemoryAdapter() // one for all generations of keys
const AUDIENCE = 'api://triage'
const ROLES = { ann: ['desk-handler'], bob: ['desk-handler'], sue: ['desk-supervisor'], nora: [] }
const names = { ann: 'Ann Lee', bob: 'Bob Marsh', sue: 'Sue Hart', nora: 'Nora Quill' }
let generation = 1

function key(kid, alg, kind, options) {
  const { privateKey } = generateKeyPairSync(kind, options)
  return { ...privateKey.export({ format: 'jwk' }), kid: `${kid}-${generation}`, alg, use: 'sig' }
}

const fresh = () => [
  key('rs', 'RS256', 'rsa', { modulusLength: 2048 }),
  key('ps', 'PS256', 'rsa', { modulusLength: 2048 }),
  key('es', 'ES256', 'ec', { namedCurve: 'P-256' }),
]
let keys = fresh()

const service = (name) => ({
  client_id: name,
  client_secret: `secret-of-${name}`,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
})
const desktop = {
  client_id: 'triage-desktop',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: ['http://127.0.0.1/callback'],
}

function roles(token) {
  if (token.accountId) return ROLES[token.accountId] ?? []
  return token.clientId === 'nobody' ? [] : ['desk-handler', 'something-else']
}

function provide(issuer) {
  return new Provider(issuer, {
    clients: [...['RS256', 'PS256', 'ES256', 'nobody'].map(service), desktop],
    adapter,
    jwks: { keys },
    scopes: ['openid', 'offline_access', 'profile', 'work'],
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: { RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600, IdToken: 600 },
    cookies: { keys: ['of-the-tests'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: names[id] ?? id }),
    }),
    features: {
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource, asking) => ({
          scope: 'work',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: ['PS256', 'ES256'].includes(asking.clientId) ? asking.clientId : 'RS256' } },
        }),
      },
    },
    extraTokenClaims: (_context, token) => ({ realm_access: { roles: roles(token) } }),
  })
}

const grants = new Map()
let handle
function serve(issuer) {
  const provider = provide(issuer)
  provider.on('grant.success', (context) => {
    const { Account, Grant } = context.oidc.entities
    if (Account && Grant) grants.set(Grant.jti, { account: Account.accountId, provider })
  })
  handle = provider.callback()
}

const server = createServer(async (request, answer) => {
  if (request.url === '/_tests/rotate') {
    generation += 1
    keys = [...fresh(), ...keys]
    serve(server.issuer)
    answer.end('rotated')
  } else if (request.url.startsWith('/_tests/forget/')) {
    const who = request.url.slice('/_tests/forget/'.length)
    for (const [id, { account, provider }] of grants) {
      if (account !== who) continue
      await provider.RefreshToken.revokeByGrantId(id)
      await (await provider.Grant.find(id))?.destroy()
    }
    answer.end('forgotten')
  } else {
    handle(request, answer)
  }
})
server.listen(0, '127.0.0.1', () => {
  server.issuer = `http://127.0.0.1:${server.address().port}`
  serve(server.issuer)
  process.stdout.write(`${JSON.stringify({ issuer: server.issuer, audience: AUDIENCE })}\n`)
})
