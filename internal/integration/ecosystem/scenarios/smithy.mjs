/** The AWS SDK's http handler, by itself and under the S3 client. */
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { HttpRequest } from '@smithy/protocol-http'
import { Readable } from 'node:stream'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check, cleanup, createServer, listen, secure } = context
  const target = await startTarget(context)
  const handlers = new Map()
  const handlerOf = (agent, timeout) => {
    const options = { ...(agent === undefined ? {} : secure ? { httpsAgent: agent } : { httpAgent: agent }), ...(timeout === undefined ? {} : { requestTimeout: timeout, throwOnRequestTimeout: true }) }
    const key = agent ?? timeout
    if (!handlers.has(key)) handlers.set(key, new NodeHttpHandler(options))
    return handlers.get(key)
  }
  cleanup(() => [...handlers.values()].forEach((handler) => handler.destroy()))
  await exerciseClient(context, target, async ({ url, method, headers = {}, body, agent, timeout, signal }) => {
    const { protocol, hostname, port, pathname, searchParams } = new URL(url)
    const query = Object.fromEntries([...searchParams].map(([name, value]) => [name, value === '' ? null : value]))
    const { response } = await handlerOf(agent, timeout).handle(new HttpRequest({ protocol, hostname, port: Number(port), path: pathname, query, method, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) }, body }), { abortSignal: signal })
    return { status: response.statusCode, headers: response.headers, text: String(Buffer.concat(await response.body.toArray())) }
  }, { unzip: false, redirects: false })

  const objects = new Map()
  const store = await listen(createServer(async (req, res) => {
    const { pathname, searchParams } = new URL(req.url, 'http://a')
    if (req.method === 'PUT') {
      objects.set(pathname, Buffer.concat(await req.toArray()))
      res.writeHead(200, { etag: '"1"' }).end()
    } else if (searchParams.has('list-type')) res.writeHead(200, { 'content-type': 'application/xml' }).end(`<ListBucketResult>${[...objects.keys()].map((key) => `<Contents><Key>${key.slice(8)}</Key></Contents>`).join('')}</ListBucketResult>`)
    else if (objects.has(pathname)) res.writeHead(200, { 'content-length': objects.get(pathname).length }).end(objects.get(pathname))
    else res.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>')
  }))
  const client = new S3Client({ endpoint: store, region: 'a', forcePathStyle: true, credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' })
  cleanup(() => client.destroy())
  await client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'text', Body: 'hello' }))
  const bytes = Buffer.alloc(2_000_000, 'abc')
  await client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'large', Body: Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]), ContentLength: bytes.length }))
  check('S3: objects', [await (await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'text' }))).Body.transformToString(), Buffer.from(await (await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'large' }))).Body.transformToByteArray()).equals(bytes)], ['hello', true])
  check('S3: a list', (await client.send(new ListObjectsV2Command({ Bucket: 'bucket' }))).Contents.map(({ Key }) => Key), ['text', 'large'])
  check('S3: an error', await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'none' })).catch(({ name }) => name), 'NoSuchKey')
}
