/** graphql-http on a plain server. */
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { createHandler } from 'graphql-http/lib/use/http'

export async function run(context) {
  const { ask, check, createServer, listen } = context
  const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString, args: { times: { type: GraphQLInt } }, resolve: (_, { times }) => 'hello '.repeat(times ?? 1) }, fail: { type: GraphQLInt, resolve: () => Promise.reject(new Error('as it should')) } } }) })
  const base = await listen(createServer(createHandler({ schema })))
  const post = async (body) => {
    const { status, text } = await ask(base, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body })
    return [status, text === '' ? '' : JSON.parse(text)]
  }
  check('a query', await post(JSON.stringify({ query: '{ hello }' })), [200, { data: { hello: 'hello ' } }])
  check('a large answer', (await post(JSON.stringify({ query: '{ hello(times: 50000) }' })))[1].data.hello.length, 300_000)
  check('an error', (await post(JSON.stringify({ query: '{ fail }' })))[1].errors[0].message, 'as it should')
  check('an invalid body', (await post('{'))[0], 400)
  check('GET', JSON.parse((await ask(`${base}/?query=${encodeURIComponent('{ hello }')}`)).text), { data: { hello: 'hello ' } })
  check('another method', (await ask(base, { method: 'PUT' })).status, 405)
}
