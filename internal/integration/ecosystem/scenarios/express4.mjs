/** Express 4. */
import express from 'express4'
import { expressApp } from '../lib/express-app.mjs'

export const run = (context) => expressApp(context, express)
