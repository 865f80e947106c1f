/** An app that requires this package by its name. */
const http = require('@layered-http/compat-node-http')

import('./round-trip.mjs').then(async ({ roundTrip }) => console.log(await roundTrip(http)))
