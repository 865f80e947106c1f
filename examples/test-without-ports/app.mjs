/** The app under test: Express, and nothing of layered-http. */
import express from 'express'

export const app = express()

app.get('/greeting/:name', (req, res) => {
  res.json({ greeting: `Hello, ${req.params.name}!`, secure: req.secure })
})
