/** A small client over TLS. */
import { get, request } from '@layered-http/client/https'

request('https://localhost/', { ca: '', rejectUnauthorized: true, servername: 'a' }, (response) => response.resume()).end()
get(new URL('https://localhost/'), { checkServerIdentity: (host, certificate) => (host === certificate.subject.CN ? undefined : new Error(host)) })

// @ts-expect-error: a boolean is expected
request({ rejectUnauthorized: 'no' })
