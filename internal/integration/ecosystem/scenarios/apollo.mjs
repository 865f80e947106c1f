/** Apollo Server on Express. */
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer'
import { expressMiddleware } from '@as-integrations/express5'
import express from 'express'

export async function run(context) {
  const { ask, check, createServer, listen } = context
  const app = express()
  const server = createServer(app)
  const apollo = new ApolloServer({
    typeDefs: 'type Query { hello(name: String!): String! fail: Int many: [Int!]! } type Mutation { add(a: Int!, b: Int!): Int! }',
    resolvers: {
      Query: {
        hello: (_, { name }, { token }) => `hello ${name} ${token}`,
        fail: () => {
          throw new Error('as it should')
        },
        many: () => Array.from({ length: 20_000 }, (_, i) => i),
      },
      Mutation: { add: (_, { a, b }) => a + b },
    },
    plugins: [ApolloServerPluginDrainHttpServer({ httpServer: server, stopGracePeriodMillis: 100 })],
    stopOnTerminationSignals: false,
  })
  await apollo.start()
  app.use('/graphql', express.json(), expressMiddleware(apollo, { context: async ({ req }) => ({ token: req.headers.token }) }))
  const base = await listen(server)
  const post = async (query, variables, headers) => JSON.parse((await ask(`${base}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query, variables }) })).text)
  check('a query with variables and a context', await post('query ($name: String!) { hello(name: $name) }', { name: 'you' }, { token: 't' }), { data: { hello: 'hello you t' } })
  check('a mutation', await post('mutation { add(a: 1, b: 2) }'), { data: { add: 3 } })
  check('a large answer', (await post('{ many }')).data.many.length, 20_000)
  check('an error of a resolver', (await post('{ fail }')).errors[0].message, 'as it should')
  check('a query that is invalid', (await post('{ nothing }')).errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED')
  const get = await ask(`${base}/graphql?query=${encodeURIComponent('{ hello(name: "a") }')}`, { headers: { 'apollo-require-preflight': 'yes' } })
  check('GET', JSON.parse(get.text).data.hello, 'hello a undefined')
  check('GET without its header is refused', (await ask(`${base}/graphql?query=${encodeURIComponent('{ many }')}`)).status, 400)
  check('20 at once by fetch', (await Promise.all(Array.from({ length: 20 }, async (_, i) => (await (await fetch(`${base}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: `mutation { add(a: ${i}, b: 1) }` }) })).json()).data.add))), Array.from({ length: 20 }, (_, i) => i + 1))
  await apollo.stop()
  check('it drains the server', server.listening, false)
}
