/** Express 5. */
import express from 'express'
import { expressApp } from '../lib/express-app.mjs'

export const run = (context) => expressApp(context, express)
