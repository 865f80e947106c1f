/** Functions that make responses and their asks. */
import { BODY, message, type Ask, type ResponseCase } from '../case.js'

export const RESPONSE_200 = message('200', BODY)

/** Returns a response. `fields` are whole lines with CRLF. */
export function answer(fields: string, body = '', line = 'HTTP/1.1 200 OK'): string {
  return `${line}\r\n${fields}\r\n${body}`
}

export const take = (rule: string, ...messages: string[]): Ask => ({ verdict: 'accept', rule, messages, before: [] })
export const takeOrRefuse = (rule: string, ...messages: string[]): Ask => ({ verdict: 'either', rule, messages, before: [] })
/** No response is complete, and the connection closes: the RFC asks to refuse it, or it is cut off. */
export const refuseResponse = (rule: string): Ask => ({ verdict: 'refuse', rule, messages: [], before: [] })

export const response = (name: string, bytes: string, ask: Ask, method = 'GET'): ResponseCase => ({ name, bytes, ask, method })
