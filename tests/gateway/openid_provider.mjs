// An OpenID provider (npm oidc-provider) on a free port of this machine. It signs access tokens as JWTs for
// api://triage and tells its address in one line. Argument: where the package's own main module is.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'

const { default: Provider } = await import(pathToFileURL(process.argv[2]))
const AUDIENCE = 'api://triage'

function key(kid, alg, kind, options) {
  const { privateKey } = generateKeyPairSync(kind, options)
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }
}

const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const client = (name) => ({
    client_id: name,
    client_secret: `secret-of-${name}`,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  })
  const provider = new Provider(issuer, {
    clients: [client('RS256'), client('PS256'), client('ES256'), client('nobody')],
    jwks: {
      keys: [
        key('rs', 'RS256', 'rsa', { modulusLength: 2048 }),
        key('ps', 'PS256', 'rsa', { modulusLength: 2048 }),
        key('es', 'ES256', 'ec', { namedCurve: 'P-256' }),
      ],
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource, asking) => ({
          scope: 'work',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: asking.clientId === 'nobody' ? 'RS256' : asking.clientId } },
        }),
      },
    },
    extraTokenClaims: (_context, token) =>
      token.clientId === 'nobody' ? {} : { realm_access: { roles: ['desk-handler', 'something-else'] } },
  })
  server.on('request', provider.callback())
  process.stdout.write(`${JSON.stringify({ issuer, audience: AUDIENCE })}\n`)
})
